// A library of another compiler.

#include "models/external/plugin.hpp"

const hft::PluginDescription* hft_model_plugin() {
  static const hft::PluginDescription description{hft::plugin_abi, "libstdc++ 99", nullptr};
  return &description;
}
