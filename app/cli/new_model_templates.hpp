#pragma once

namespace hft::new_model {

/// What `hft models new` writes; `@NAME@` and `@CLASS@` stand for the model's names.
extern const char* const header;
extern const char* const test;
extern const char* const parameter_table;
extern const char* const page_in_tree;
extern const char* const plugin_source;
extern const char* const plugin_test;
extern const char* const plugin_cmake;
extern const char* const plugin_page;
extern const char* const script;
extern const char* const script_test;
extern const char* const script_page;

} // namespace hft::new_model
