"""Tables of the pages that repeat what the code says; tables_test.py --write renews those that are made from it."""
import glob
import os
import re
import sys
import unittest

from support import SOURCE, main

INTERFACES = ("messages/interfaces.hpp", "actors/monitor/monitor_actor.hpp")
ROOMS = {  # where each sender's sends stand
    "FeedActor": ["actors/feed"],
    "ModelActor": ["actors/model"],
    "ExecutionActor": ["actors/execution"],
    "SessionClockActor": ["actors/session_clock"],
    "SupervisorActor": ["actors/supervisor"],
    "MonitorActor": ["actors/monitor"],
    "monitor": ["app", "actors/monitor"],
    "observers": ["app"],
    "page": ["app"],
    "operator": ["app"],
    "market-feed port": ["actors/feed", "adapters/market_feed.hpp"],
    "history port": ["actors/feed", "actors/model"],
    "order-gateway port": ["app", "adapters/order_gateway.hpp"],
    "market-clock port": ["actors/session_clock", "adapters/market_clock.hpp"],
}


def read(path):
    with open(os.path.join(SOURCE, path), encoding="utf-8") as file:
        return file.read()


def sources(*places):
    found = []
    for place in places:
        path = os.path.join(SOURCE, place)
        found += [path] if os.path.isfile(path) else glob.glob(os.path.join(path, "**", "*.?pp"), recursive=True)
    return "\n".join(read(path) for path in found)


def interfaces():
    """{actor: [(message, answer or None, [senders], meaning)]} as they stand in the interfaces."""
    found = {}
    text = "\n".join(read(path) for path in INTERFACES)
    for actor, body in re.findall(r"using (\w+Actor)\s*=\s*caf::typed_actor<(.*?)\n\n", text, re.S):
        lines = re.findall(r"(Accepts|Answers)<([\w:]+)(?:,\s*([\w:]+))?>[,;>]*\s*//\s*([^:]+): (.*)", body)
        found[actor] = [(m, a or None, [s.strip() for s in who.split(",")], why.strip()) for _, m, a, who, why in lines]
        declared = len(re.findall(r"(?:Accepts|Answers|caf::reacts_to|caf::replies_to)<", body))
        assert declared == len(lines), f"{actor} has a message without `// SENDER: meaning` in {' or '.join(INTERFACES)}"
    return found


def message_table():
    rows = ["| to | message | from | meaning |", "|---|---|---|---|"]
    for actor, messages in interfaces().items():
        for i, (message, answer, senders, meaning) in enumerate(messages):
            shown = f"`{message}`" + (f" -> `{answer}`" if answer else "")
            rows.append(f"| {actor if i == 0 else ''} | {shown} | {', '.join(senders)} | {meaning} |")
    return "\n".join(rows) + "\n"


def exit_codes():
    text = read("actors/supervisor/run_outcome.hpp")
    return {int(code) for code in re.findall(r"inline constexpr int \w+ = (\d+);", text)}


def table_after(page, heading):
    text = read(page)
    begin = text.index(heading) - 1
    rows = re.search(r"\n\|.*?\n(?!\|)", text[begin:] + "\n", re.S).group(0).strip().splitlines()
    return [[cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows[2:]]


# page -> (first line of the generated part, the line behind it, how it is made)
MADE = {"docs/messages.md": ("<!-- made from messages/interfaces.hpp -->\n", "<!-- end -->\n", message_table)}


class Tables(unittest.TestCase):
    maxDiff = None

    def test_tables_made_from_code_are_as_the_code_says(self):
        for page, (begin, end, made) in MADE.items():
            with self.subTest(page):
                stands = read(page).split(begin)[1].split(end)[0]
                self.assertEqual(stands, made(), "renew the page with tests/app/tables_test.py --write")

    def test_whoever_sends_a_message_names_it(self):
        for actor, messages in interfaces().items():
            for message, _, senders, _ in messages:
                for sender in senders:
                    if sender == "itself":
                        sender = actor
                    with self.subTest(actor=actor, message=message, sender=sender):
                        self.assertIn(sender, ROOMS)
                        text = sources(*ROOMS[sender])
                        self.assertTrue(re.search(rf"\b{message}(?:_v)?\b", text) or self.passes_on(message, text),
                                        f"{sender} is said to send {message} to {actor} and never names it")

    def passes_on(self, message, text):
        """Some are handed on by the name they came in under."""
        return {"restart_atom": "restart_atom_v", "shutdown_atom": "shutdown_atom_v"}.get(message, "\0") in text

    def test_every_message_type_is_accepted_or_answered_by_somebody(self):
        text = "\n".join(read(path) for path in INTERFACES)
        types = set(re.findall(r"CAF_ADD_TYPE_ID\(\w+, \(hft::(\w+)\)\)", text))
        used = {name for messages in interfaces().values() for m, a, _, _ in messages for name in (m, a)}
        self.assertEqual(types - used, set(), "nobody accepts these")

    def test_every_exit_code_has_its_row(self):
        for page in ("docs/getting-started.md",):
            rows = {int(row[0]) for row in table_after(page, "## Exit codes")}
            self.assertEqual(rows, exit_codes(), page)
        manual = read("docs/man/hft.1").split(".SH EXIT STATUS")[1].split("\n.SH ")[0]
        self.assertEqual({int(code) for code in re.findall(r"^(\d)$", manual, re.M)}, exit_codes())

    def test_every_risk_limit_has_its_row(self):
        code = read_settings("risk_settings.cpp") + read_settings("print_settings.cpp")
        names = set(re.findall(r'(?:name|bare) == "(\w+)"', code))
        self.assertGreater(len(names), 10)
        shown = {name.split(".")[-1] for row in table_after("docs/execution.md", "| limit | name |") for name in
                 re.findall(r"`([\w.]+)`", row[1])}
        self.assertEqual(names - shown, set(), "docs/execution.md does not name these limits")
        unknown = {name for name in shown - names if name.islower()}
        self.assertEqual(unknown, set(), "docs/execution.md names limits that there are not")

    def test_every_session_phase_has_its_row(self):
        body = re.search(r"enum class SessionPhase.*?{(.*?)};", read("messages/session.hpp"), re.S).group(1)
        phases = re.findall(r"^\s*(\w+),", body, re.M)
        self.assertEqual([row[0] for row in table_after("docs/sessions.md", "| phase |")], phases)

    def test_every_thread_with_a_sign_of_life_has_its_row(self):
        named = set(re.findall(r'LifeSign>?\s*(?:sign_?)?[({]+"([\w ]+)"', sources("app", "adapters")))
        self.assertGreater(len(named), 5)
        shown = " ".join(row[0] + " " + row[1] for row in table_after("docs/architecture.md", "## Threads and time"))
        for thread in sorted(named):
            with self.subTest(thread):
                self.assertIn(thread, shown)

    def test_every_verb_of_the_help_leads_to_a_message(self):
        verbs = re.findall(r'^    \{"(\w+)", \{', read("adapters/control/verbs.cpp"), re.M)
        body = sources("app").split("& replies() {")[1].split("return table;")[0]
        replies = re.findall(r'^    \{"(\w+)",', body, re.M)
        self.assertGreater(len(verbs), 10)
        self.assertEqual(sorted(verbs), sorted(replies))

    def test_restart_delays_are_as_the_code_has_them(self):
        text = read("actors/supervisor/restart_policy.hpp")
        budget = int(re.search(r"int budget = (\d+)", text).group(1))
        first = int(re.search(r"first_delay = std::chrono::milliseconds\{(\d+)\}", text).group(1))
        growth = int(re.search(r"int growth = (\d+)", text).group(1))
        longest = 1000 * int(re.search(r"longest_delay = std::chrono::seconds\{(\d+)\}", text).group(1))
        window = int(re.search(r"window = std::chrono::minutes\{(\d+)\}", text).group(1))
        delays = [min(first * growth ** i, longest) for i in range(budget)]
        words = [f"{d} ms" if d < 1000 else f"{d / 1000:.1f} s" for d in delays]
        sentence = f"{', '.join(words[:-1])} and {words[-1]}"
        self.assertIn(sentence, " ".join(text.replace("///", "").split()))
        for page in ("docs/architecture.md",):
            prose = " ".join(read(page).split())
            self.assertIn(sentence, prose, page)
            self.assertIn(f"within {['ten'][0] if window == 10 else window} minutes", prose, page)


def read_settings(name):
    found = glob.glob(os.path.join(SOURCE, "app", "**", name), recursive=True)
    return read(os.path.relpath(found[0], SOURCE))


def write():
    for page, (begin, end, made) in MADE.items():
        text = read(page)
        before, rest = text.split(begin)
        with open(os.path.join(SOURCE, page), "w", encoding="utf-8") as file:
            file.write(before + begin + made() + end + rest.split(end, 1)[1])


if __name__ == "__main__":
    if sys.argv[1:] == ["--write"]:
        write()
    else:
        main()
