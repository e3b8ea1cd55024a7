#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

/// A directory of its own for one test, gone with it.
struct TemporaryDirectory {
  TemporaryDirectory() {
    auto name = (std::filesystem::temp_directory_path() / "hft-test-").string();
    name.append(6, 'X'); // mkdtemp fills these
    path = ::mkdtemp(name.data());
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};
