#pragma once

#include "models/catalog.hpp"

#include <cstdint>
#include <string>

namespace hft {

/// Grows whenever what crosses between a model's library and the program changes its meaning.
inline constexpr std::uint32_t plugin_abi = 3;

/// What a model's library says about itself. The first member never moves, so that any program can
/// read it of any library; the others are looked at only when it is the same.
struct PluginDescription {
  std::uint32_t abi = plugin_abi;
  const char* built_as = nullptr; ///< `plugin_built_as()` of its compiler
  const ModelEntry* entry = nullptr;
};

/// What must be alike in the compilers of a library and the program: the standard library, and the
/// sizes of what is handed over.
inline const char* plugin_built_as() {
  static const std::string text = [] {
    std::string made = "libstdc++ " + std::to_string(_GLIBCXX_RELEASE) + " abi " +
                       std::to_string(_GLIBCXX_USE_CXX11_ABI) + " sizes";
    for (const auto size :
         {sizeof(Trade), sizeof(Quote), sizeof(Bar), sizeof(Fill), sizeof(OrderClosed),
          sizeof(OrderRefused), sizeof(SessionChanged), sizeof(Decision), sizeof(Decisions),
          sizeof(Needs), sizeof(Context), sizeof(BarSet), sizeof(ModelCheckpoint),
          sizeof(InstanceBook), sizeof(CorporateAction), sizeof(Parameter), sizeof(Settings),
          sizeof(ModelEntry)})
      made += ' ' + std::to_string(size);
    return made;
  }();
  return text.c_str();
}

/// All that a library has to return:
/// `const hft::PluginDescription* hft_model_plugin() { return hft::describe_plugin<Mine>(); }`
template <class M>
const PluginDescription* describe_plugin() {
  static const ModelEntry entry = describe<M>();
  static const PluginDescription description{plugin_abi, plugin_built_as(), &entry};
  return &description;
}

} // namespace hft

/// The one function that `libhft_model_NAME.so` exports; lives as long as the process.
extern "C" __attribute__((visibility("default"))) const hft::PluginDescription* hft_model_plugin();
