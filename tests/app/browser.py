"""A real browser without a screen, spoken to over its own debugging protocol; nothing of it is needed by the program."""
import asyncio
import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import urllib.request

from support import wait_until

NAMES = ("chromium-headless-shell", "chromium", "google-chrome")


def found():
    """The browser's path, or why there is none."""
    try:
        import websockets  # noqa: F401
    except ImportError:
        return None, "python3-websockets is not installed"
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path, ""
    return None, "no chromium is installed (chromium-headless-shell)"


class Page:
    """One page; every message of the browser is kept in `events`."""

    def __init__(self, socket, port=0, process=None):
        self.socket = socket
        self.port = port  # where the browser tells of its pages
        self.process = process
        self.number = 0
        self.events = []

    async def call(self, method, **parameters):
        self.number += 1
        number = self.number
        await self.socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(await asyncio.wait_for(self.socket.recv(), 60))
            if answer.get("id") == number:
                if "error" in answer:
                    raise AssertionError(f"{method}: {answer['error']}")
                return answer["result"]
            self.events.append(answer)

    async def run(self, expression):
        """The value of an expression in the page; a promise is waited for."""
        answer = await self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in answer:
            raise AssertionError(f"{expression}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    async def size(self, width, height=900, dark=False):
        await self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                        mobile=width < 600)
        await self.call("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        # Two frames: what was told is then drawn.
        await self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    async def open(self, path):
        await self.call("Page.enable")
        await self.call("Runtime.enable")
        await self.call("Log.enable")
        await self.call("Network.enable")
        await self.call("Page.navigate", url=path if "://" in path else "file://" + os.path.abspath(path))
        while not any(event.get("method") == "Page.loadEventFired" for event in self.events):
            self.events.append(json.loads(await asyncio.wait_for(self.socket.recv(), 60)))

    async def picture(self, path, top=0, height=None):
        width, whole = await self.run("[innerWidth, document.documentElement.scrollHeight]")
        clip = {"x": 0, "y": top, "width": width, "height": height or whole - top, "scale": 1}
        shot = await self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        with open(path, "wb") as file:
            file.write(base64.b64decode(shot["data"]))

    async def opened(self, part, visit, timeout=30):
        """Visits a page that this one has opened, told by a part of its address."""
        import websockets
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while loop.time() < end:
            for one in await asyncio.to_thread(pages_of, self.port):
                if part in one["url"]:
                    async with websockets.connect(one["webSocketDebuggerUrl"], max_size=None) as socket:
                        other = Page(socket, self.port, self.process)
                        for domain in ("Page", "Runtime", "Log", "Network"):
                            await other.call(domain + ".enable")
                        return await visit(other)
            await asyncio.sleep(0.1)
        raise AssertionError("no page was opened with " + part)

    def renderer_memory(self):
        """Bytes of its own of the fattest process that draws pages."""
        fattest = 0
        for folder in os.listdir("/proc"):
            try:
                if not folder.isdigit() or os.getpgid(int(folder)) != self.process.pid:
                    continue
                with open(f"/proc/{folder}/cmdline") as file:
                    if "--type=renderer" not in file.read():
                        continue
                with open(f"/proc/{folder}/status") as file:
                    size = [int(line.split()[1]) for line in file if line.startswith("RssAnon:")]
                fattest = max(fattest, 1024 * size[0])
            except (ProcessLookupError, FileNotFoundError, IndexError):
                continue
        return fattest

    def complaints(self):
        """Errors and warnings of the console, and uncaught ones."""
        told = []
        for event in self.events:
            method, what = event.get("method"), event.get("params", {})
            if method == "Runtime.exceptionThrown":
                told.append(str(what["exceptionDetails"]))
            if method == "Runtime.consoleAPICalled" and what["type"] in ("error", "warning", "assert"):
                told.append(str(what["args"]))
            if method == "Log.entryAdded" and what["entry"]["level"] in ("error", "warning"):
                told.append(what["entry"]["text"])
        return told

    def requests(self):
        """Every address asked for, beside the file itself."""
        asked = [event["params"]["request"]["url"] for event in self.events
                 if event.get("method") == "Network.requestWillBeSent"]
        return [url for url in asked if not url.startswith("data:")][1:]


def pages_of(port):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=30) as answer:
        return [one for one in json.load(answer) if one["type"] == "page"]


def browse(path, visit):
    """Opens the file or address in a browser of its own and runs `visit(page)`; the browser ends with it."""
    import websockets
    program, _ = found()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        process = subprocess.Popen(
            [program, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--hide-scrollbars",
             "--remote-debugging-address=127.0.0.1", "--no-first-run", f"--user-data-dir={profile}", "about:blank"],
            stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            told = os.path.join(profile, "DevToolsActivePort")

            def port_told():
                if not os.path.exists(told):
                    return None
                with open(told) as file:
                    return file.read().splitlines()[:1]

            port = wait_until(port_told, "the browser listens")[0]
            target = pages_of(port)[0]

            async def session():
                async with websockets.connect(target["webSocketDebuggerUrl"], max_size=None) as socket:
                    page = Page(socket, port, process)
                    await page.open(path)
                    return await visit(page)

            return asyncio.run(session())
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # its own group: nobody else is in it
            process.wait(30)
