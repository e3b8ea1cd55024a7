// A model's library, whole: what `docs/adding-a-model.md` shows.

#include "models/external/plugin.hpp"
#include "tests/models/example_breakout.hpp"

const hft::PluginDescription* hft_model_plugin() {
  return hft::describe_plugin<hft::Breakout>();
}
