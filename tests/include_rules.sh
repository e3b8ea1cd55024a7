#!/bin/sh
# Who may include whom: the arrows of the house. Prints every line that breaks a rule.
set -u
cd "$(dirname "$0")/.." || exit 1
broken=0
# rule SENTENCE PATTERN FILES...: no include of PATTERN in FILES.
rule() {
  sentence=$1
  pattern=$2
  shift 2
  [ "$#" -gt 0 ] || return 0
  hits=$(grep -nE "^ *# *include *[<\"]($pattern)" "$@" /dev/null)
  [ -z "$hits" ] && return 0
  printf '%s:\n%s\n' "$sentence" "$hits"
  broken=1
}
sources() { find "$@" -name '*.hpp' -o -name '*.cpp' 2>/dev/null | sort; }
thin() { grep -vE '_actor\.(hpp|cpp)$|messages/interfaces\.hpp$'; }

outside='boost/|curl/|nlohmann/|openssl/|simdjson'
rule 'CAF outside the thin shells' 'caf/' $(sources messages models actors adapters | thin)
rule 'sockets or JSON outside the adapters' "$outside" $(sources messages models actors app)
rule 'messages include nothing of ours' 'models/|adapters/|actors/|app/' $(sources messages)
rule 'models include only messages' 'adapters/|actors/|app/' $(sources models)
rule 'adapters include only messages' 'models/|actors/|app/' $(sources adapters)
rule 'actors name no concrete model' 'models/([^mcb]|m[^o]|mo[^d]|mod[^e]|mode[^l]|model[^.]|c[^o]|co[^n]|b[^a]|ba[^r]|bar[^s])' $(sources actors)
rule 'Python and loaded libraries outside models/external' 'pybind11/|Python\.h|dlfcn' $(sources messages models actors adapters app | grep -vE '^(models/external|app/python)/')
rule 'models of the tree know none from outside it' 'models/external/' $(sources models | grep -v '^models/external/')
rule 'actors name no concrete adapter' 'adapters/(net|cpquant|simulated|storage|control)/' $(sources actors)
rule 'actors do not include the app' 'app/' $(sources actors)
rule 'models know no clocks, threads or logs' 'thread|mutex|spdlog|chrono>.*system_clock' $(sources models | grep -v '^models/external/')
rule 'nothing but tests includes tests' 'tests/' $(sources messages models actors adapters app)
rule 'headers of adapters hide their libraries' 'boost/|curl/|nlohmann/' $(ls adapters/*.hpp)
venue='adapters/simulated/'
rule 'the exchange knows neither market nor protocol' "${venue}(market|engine|protocol|server)/|nlohmann/" $(sources ${venue}exchange)
rule 'the market knows neither exchange nor protocol' "${venue}(exchange|engine|protocol|server)/" $(sources ${venue}market)
rule 'the engine knows no protocol' "${venue}(protocol|server)/|nlohmann/" $(sources ${venue}engine)
rule 'the protocol knows no sockets' "${venue}server/|boost/" $(sources ${venue}protocol)
rule 'nothing stands beside the folders of the venue' "${venue}[a-z_]*\\.hpp" $(sources adapters app tests)
[ "$broken" -eq 0 ] && echo 'every include follows the arrows'
exit "$broken"
