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
# The only files that may include CAF: interfaces, the actors and their shells, and where they run.
caf_files='messages/interfaces.hpp
actors/exception_text.hpp
actors/weak_mailbox.hpp
actors/execution/execution_actor.cpp
actors/feed/feed_actor.cpp
actors/feed/feed_actor.hpp
actors/feed/feed_shell.cpp
actors/model/model_actor.cpp
actors/model/model_actor.hpp
actors/model/model_shell.cpp
actors/model/model_shell.hpp
actors/monitor/monitor_actor.cpp
actors/monitor/monitor_actor.hpp
actors/session_clock/session_clock_actor.cpp
actors/supervisor/status_gathering.cpp
actors/supervisor/status_gathering.hpp
actors/supervisor/supervisor_actor.cpp
actors/supervisor/supervisor_actor.hpp'
thin() { grep -vxF "$caf_files"; }

outside='boost/|curl/|nlohmann/|openssl/|simdjson'
rule 'CAF outside the files that may include it' 'caf/' $(sources messages models actors adapters | thin)
rule 'sockets or JSON outside the adapters' "$outside" $(sources messages models actors app)
rule 'messages include nothing of ours' 'models/|adapters/|actors/|app/' $(sources messages)
rule 'models include only messages' 'adapters/|actors/|app/' $(sources models)
rule 'adapters include only messages' 'models/|actors/|app/' $(sources adapters)
rule 'actors name no concrete model' 'models/([^mcb]|m[^o]|mo[^d]|mod[^e]|mode[^l]|model([^._]|_[^f])|c[^o]|co[^n]|b[^a]|ba[^r]|bar[^s])' $(sources actors)
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
room() { sources "app/$1"; }
rule 'settings know no other room of the app' 'app/(console|service|wiring|research|cli)/' $(room settings)
rule 'the console knows only settings' 'app/(service|wiring|research|cli)/' $(room console)
rule 'the service room knows only settings and console' 'app/(wiring|research|cli)/' $(room service)
rule 'the wiring knows only settings and console' 'app/(service|research|cli)/' $(room wiring)
rule 'research is plain calls: no other room of the app' 'app/(settings|console|service|wiring|cli)/' $(room research)
for file in $caf_files; do
  grep -qE '^ *# *include *<caf/' "$file" 2>/dev/null && continue
  printf '%s is listed as including CAF, and does not\n' "$file"
  broken=1
done
[ "$broken" -eq 0 ] && echo 'every include follows the arrows'
exit "$broken"
