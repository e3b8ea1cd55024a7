#pragma once

#include "messages/interfaces.hpp"

#include <caf/all.hpp>
#include <type_traits>

namespace hft::stand_in {

/// What a stand-in does with some of its messages: a lambda for each, which may answer by a promise
/// it never keeps. The rest it takes in silence,
/// answers with an empty answer, and ends when it is told to shut down.
template <class... Lambdas>
struct Hears : Lambdas... {
  using Lambdas::operator()...;
};
template <class... Lambdas>
Hears(Lambdas...) -> Hears<Lambdas...>;

struct HearsNothing {};

template <class Answer, class Message, class Self, class Ears>
auto handler(Self self, Ears ears) {
  using Said = std::conditional_t<std::is_void_v<Answer>, void, caf::result<Answer>>;
  return [self, ears](const Message& message) -> Said {
    if constexpr (std::is_invocable_v<const Ears&, const Message&>)
      return ears(message);
    else if constexpr (std::is_same_v<Message, shutdown_atom>)
      self->quit();
    else
      return Answer();
  };
}

template <class Actor>
struct Behavior;
template <class... Messages, class... Answers>
struct Behavior<caf::typed_actor<
  caf::typed_mpi<caf::detail::type_list<Messages>, caf::output_tuple<Answers>>...>> {
  using Actor = caf::typed_actor<
    caf::typed_mpi<caf::detail::type_list<Messages>, caf::output_tuple<Answers>>...>;
  template <class Ears>
  static typename Actor::behavior_type of(typename Actor::pointer self, Ears ears) {
    return {handler<Answers, Messages>(self, ears)...};
  }
};

/// The behaviour of a stand-in for `Actor`: `behavior<FeedActor>(self, Hears{...})`. It follows the
/// interface by itself, so that a new message costs no test a line.
template <class Actor, class Ears = HearsNothing>
typename Actor::behavior_type behavior(typename Actor::pointer self, Ears ears = {}) {
  return Behavior<Actor>::of(self, ears);
}

} // namespace hft::stand_in
