# hft_test(NAME SOURCES... [LIBRARIES ...] [TSAN]): one executable of CAF unit tests, one CTest entry a test.
# A failed REQUIRE, expect or disallow aborts the process, so tests do not share one; a name that
# matches nothing exits 0 with "tests:   0", so that text fails the test. TSAN marks those that run
# threads of ours and no actors: ThreadSanitizer has something true to say of them, while of the
# uninstrumented libcaf it has not. Target `tsan_tests` builds just these.
# CAF and the standard library cost more to read than a test to compile, so with HFT_UNITY several
# sources are compiled as one. All of a test is in a namespace of its file's name for that.
add_custom_target(tsan_tests)
add_library(hft_test_main STATIC ${CMAKE_CURRENT_LIST_DIR}/main.cpp)
target_link_libraries(hft_test_main PUBLIC hft_flags caf_core)
if(NOT HFT_SANITIZE)
  # Tests are compiled once and run for moments; what they test keeps its optimisation.
  target_compile_options(hft_test_main PUBLIC -O0)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # CAF's macros keep the address of what they compare; ccache needs to see the precompiled header.
  target_compile_options(hft_test_main PUBLIC -Wno-dangling-pointer -Wno-maybe-uninitialized
                                              -fpch-preprocess)
endif()
target_precompile_headers(hft_test_main PUBLIC <caf/all.hpp>)

function(hft_test name)
  cmake_parse_arguments(arg "TSAN" "" "SOURCES;LIBRARIES" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE hft_test_main ${arg_LIBRARIES})
  target_precompile_headers(${name} REUSE_FROM hft_test_main)
  set_target_properties(${name} PROPERTIES
    UNITY_BUILD ${HFT_UNITY} UNITY_BUILD_CODE_AFTER_INCLUDE "#undef CAF_SUITE")
  if(arg_TSAN)
    add_dependencies(tsan_tests ${name})
  endif()
  foreach(source IN LISTS arg_SOURCES)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
    file(STRINGS ${source} suite_line REGEX "^#define CAF_SUITE ")
    if(NOT suite_line)
      message(FATAL_ERROR "${source} defines no CAF_SUITE: its tests would never be found")
    endif()
    get_filename_component(stem ${source} NAME_WE)
    file(STRINGS ${source} own_namespace REGEX "^namespace ${stem} {$")
    if(NOT own_namespace)
      message(FATAL_ERROR "${source} has no `namespace ${stem} {` around its tests")
    endif()
    string(REGEX REPLACE "^#define CAF_SUITE +([A-Za-z0-9_]+).*" "\\1" suite "${suite_line}")
    file(STRINGS ${source} lines REGEX "^CAF_TEST\\(")
    foreach(line IN LISTS lines)
      if(NOT line MATCHES "^CAF_TEST\\(.+\\) {$")
        message(FATAL_ERROR "${source}: the title of a test is one line: ${line}")
      endif()
      string(REGEX REPLACE "^CAF_TEST\\((.*)\\).*$" "\\1" title "${line}")
      string(STRIP "${title}" title) # clang-format puts a blank after `not`; the preprocessor drops it
      string(REPLACE " " "_" id "${title}")
      add_test(NAME ${suite}.${id} COMMAND ${name} -n -v 4 -r 60 -s "^${suite}$" -t "^${title}$"
               WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
      if(arg_TSAN)
        set_tests_properties(${suite}.${id} PROPERTIES LABELS tsan)
      endif()
      set_tests_properties(${suite}.${id} PROPERTIES FAIL_REGULAR_EXPRESSION "tests:   0" TIMEOUT 120)
    endforeach()
  endforeach()
endfunction()
