// A library of another ABI.

#include "models/external/plugin.hpp"

const hft::PluginDescription* hft_model_plugin() {
  static const hft::PluginDescription description{hft::plugin_abi + 1, nullptr, nullptr};
  return &description;
}
