# cmake -DOUTPUT=FILE.cpp -DHEADER=FILE.hpp -DNAMESPACE=NAME "-DPARTS=name=file|name=file|..." -P embed.cmake: the files as
# functions of that header.
set(source "// Made by the build.\n#include \"${HEADER}\"\n\nnamespace ${NAMESPACE} {\n")
string(REPLACE "|" ";" parts "${PARTS}")
foreach(part IN LISTS parts)
  string(REGEX MATCH "^([a-z_]+)=(.*)$" matched "${part}")
  set(name "${CMAKE_MATCH_1}")
  file(READ "${CMAKE_MATCH_2}" bytes HEX)
  string(REGEX REPLACE "(................................)" "\\1\n" bytes "${bytes}")
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(APPEND source "namespace {\nconst unsigned char ${name}_bytes[] = {\n${bytes}};\n}\n"
                       "std::string_view ${name}() {\n"
                       "  return {reinterpret_cast<const char*>(${name}_bytes), sizeof ${name}_bytes};\n}\n")
endforeach()
string(APPEND source "} // namespace ${NAMESPACE}\n")
file(WRITE "${OUTPUT}" "${source}")
