"""What the benchmark scripts share: the measuring server, its clients, their memory and time."""
import json
import os
import pathlib
import signal
import statistics
import subprocess
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
KEYS = {"APCA_API_KEY_ID": "bench", "APCA_API_SECRET_KEY": "bench"}


class Broken(Exception):
    """Something did not work; its text is the one sentence to show."""


class Server:
    """The measuring server; ends with its `with` block."""

    def __init__(self, build, *options):
        command = [str(build / "tests/bench/tick_to_order_server"), *options]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("listening on "):
            raise Broken("the measuring server did not start")
        self.url = line.split()[2]
        self.host, self.port = self.url.removeprefix("http://").split(":")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)

    def result(self):
        """Waits for the measurement's end."""
        line = self.process.stdout.readline()
        result = json.loads(line) if line.startswith("{") else {"error": "the measuring server ended"}
        if "error" in result:
            raise Broken(result["error"])
        return result


class Client:
    """A program under measurement; what it says goes to a file."""

    def __init__(self, command):
        self.said = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([str(word) for word in command], stdout=self.said,
                                        stderr=subprocess.STDOUT, env={**os.environ, **KEYS})

    def __enter__(self):
        return self

    def __exit__(self, *_):
        end(self.process)

    def last_words(self):
        self.said.seek(0)
        return "".join(self.said.readlines()[-8:])

    def memory(self):
        """KiB resident: its own, and of files it maps (the journal)."""
        sizes = {"RssAnon:": 0, "RssFile:": 0}
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            words = line.split()
            if words and words[0] in sizes:
                sizes[words[0]] = int(words[1])
        return tuple(sizes.values())

    def processor_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def end(process):
    """Asks, waits, then insists. Returns the exit code."""
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
    return process.wait()


def hft_command(build, server, state_dir, *options):
    return [build / "app/hft", f"--venue={server.url}", f"--state-dir={state_dir}",
            f"--summary={state_dir}/summary.json", "--log-level=warn", *options]


def summary_of(state_dir):
    path = pathlib.Path(state_dir) / "summary.json"
    return json.loads(path.read_text()) if path.exists() else {}


def median(values):
    return statistics.median(values)


def judged(sentence, holds):
    print(f"  {'holds' if holds else 'DOES NOT HOLD'}: {sentence}", flush=True)


def machine():
    """Processor model, count and load: what a figure is worth depends on them."""
    model = "unknown processor"
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    return f"{os.cpu_count()} cores of {model}, load {os.getloadavg()[0]:.2f} at the start"


def pause(seconds):
    time.sleep(seconds)
