"""machine - processes under a stopwatch, mail servers to send to, the disk.

Knows nothing of newsletters.  Every process started here is ended here, by its
number; a process that fails ends the benchmark with what it said.
"""

import os
import shutil
import socket
import subprocess
import time


class Failed(Exception):
    """A run did not do its work: there is no figure to print."""


class Result:
    """What one process took: seconds of the clock, of the processors; its output."""

    def __init__(self, wall, cpu, out, peak=0):
        self.wall, self.cpu, self.out, self.peak = wall, cpu, out, peak


def start(argv, env=None):
    return subprocess.Popen(
        [str(a) for a in argv],
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def finish(process, began, peak=0):
    """Wait for a process of start(); its resources are its own, not its siblings'."""
    out = process.stdout.read()
    err = process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stdout.close()
    process.stderr.close()
    if process.returncode != 0:
        raise Failed(
            f"{' '.join(process.args)}: status {process.returncode}\n"
            + err.decode(errors="replace")[-2000:]
        )
    return Result(wall, usage.ru_utime + usage.ru_stime, out.decode(), peak)


def run(argv, env=None):
    began = time.perf_counter()
    return finish(start(argv, env), began)


def high_water(pid):
    """VmHWM in bytes; 0 when the process has ended.

    Not ru_maxrss: that begins with what the parent had when it forked.
    """
    try:
        with open(f"/proc/{pid}/status") as f:
            for line in f:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def run_watched(argv, env=None):
    """run(), looking at the peak of its memory every 5 ms.  For small outputs."""
    began = time.perf_counter()
    process = start(argv, env)
    peak = now = high_water(process.pid)
    while now > 0:
        peak = max(peak, now)
        time.sleep(0.005)
        now = high_water(process.pid)
    return finish(process, began, peak)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A server on this machine: ours says its port, smtp-sink is asked for one."""

    def __init__(self, argv, port=None):
        self.process = subprocess.Popen(
            [str(a) for a in argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        try:
            self.port = port or self.read_port(argv[0])
            self.wait_until_it_answers()
        except BaseException:
            self.stop()
            raise

    def read_port(self, name):
        words = self.process.stdout.readline().split()
        if len(words) != 2 or words[0] != b"port":
            raise Failed(f"{name} does not start")
        return int(words[1])

    def wait_until_it_answers(self):
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise Failed(f"nobody answers on port {self.port}")

    def stop(self):
        """End it; what it printed of its work, as {word: number}."""
        self.process.terminate()
        out = self.process.stdout.read().decode()
        self.process.wait()
        self.process.stdout.close()
        pairs = [line.split() for line in out.splitlines()]
        return {p[0]: int(p[1]) for p in pairs if len(p) == 2 and p[1].isdigit()}


def program(name, build):
    """How to call a server: installed, or unpacked by tests/e2e/servers; None."""
    found = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")
    if found:
        return [found]
    root = build / "servers" / name
    folders = [*root.glob("lib/*-linux-*"), *root.glob("usr/lib/*-linux-*")]
    libraries = ":".join(map(str, folders))
    at = root / "usr" / "sbin" / name
    return ["env", f"LD_LIBRARY_PATH={libraries}", at] if at.exists() else None


def fdatasync_ms(folder, times=200):
    """The median wait for 4 KB more of a file to be on the disk."""
    path = os.path.join(folder, "fdatasync")
    fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
    waits = []
    try:
        for _ in range(times):
            os.write(fd, b"\0" * 4096)
            began = time.perf_counter()
            os.fdatasync(fd)
            waits.append(time.perf_counter() - began)
    finally:
        os.close(fd)
        os.unlink(path)
    return sorted(waits)[times // 2] * 1000


def describe():
    """The processors and the system, for whoever reads the figures later."""
    name = "?"
    with open("/proc/cpuinfo") as f:
        for line in f:
            if line.startswith("model name"):
                name = line.split(":", 1)[1].strip()
                break
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} × {name}, Linux {os.uname().release}, load {load:.1f}"
