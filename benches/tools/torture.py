#!/usr/bin/env python3
"""Scans documents nobody should have to read, and damaged copies of them, and says how it went.

The documents are folders of the reader's own (the test documents of apache/tika and apache/poi are a good choice; none are kept
here). Each of `--mutate` copies has 1 to 30 bytes changed, or is cut off, or has a block of zeros; the seed fixes which.
Prints: files met and recorded, the longest that one document took (with `--jobs 1`), the peak of the resident memory of the
program and its children together (shared pages counted once: proportional set size), and a table by format of what was read,
in part, or not, by reason. Exit 1 when a file has no record or the scan ended early.
"""
import argparse
import collections
import json
import os
import pathlib
import random
import subprocess
import sys
import threading
import time


def mutate(bytes_, dice):
    """A damaged copy."""
    damaged = bytearray(bytes_)
    kind = dice.random()
    if kind < 0.8:
        for _ in range(dice.randint(1, 30)):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
    elif kind < 0.9:
        del damaged[dice.randrange(1, len(damaged)):]
    else:
        start = dice.randrange(len(damaged))
        end = min(len(damaged), start + dice.choice([16, 512, 4096]))
        damaged[start:end] = bytes(end - start)
    return bytes(damaged)


def make_copies(folders, count, seed, into):
    """Damaged copies of files picked at random, each ending as often as files of it allow."""
    into.mkdir(parents=True, exist_ok=True)
    by_ending = collections.defaultdict(list)
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and 0 < path.stat().st_size < 4 << 20:
                by_ending[path.suffix.lower()].append(path)
    dice = random.Random(seed)
    files = [path for paths in by_ending.values() for path in dice.sample(paths, min(len(paths), 80))]
    for number in range(count):
        path = files[number % len(files)] if number < len(files) else dice.choice(files)
        copy = into / f"{number:04}_{path.name}"
        copy.write_bytes(mutate(path.read_bytes(), dice))


def memory(root):
    """Proportional set size of a process and its descendants, and of itself, in kB."""
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = open(f"/proc/{entry}/stat").read()
                parents[int(entry)] = int(stat.rsplit(")", 1)[1].split()[1])
            except OSError:
                pass
    def belongs(pid):
        while pid and pid != root:
            pid = parents.get(pid, 0)
        return pid == root
    total = own = 0
    for pid in [pid for pid in parents if belongs(pid)]:
        try:
            for line in open(f"/proc/{pid}/smaps_rollup"):
                if line.startswith("Pss:"):
                    total += int(line.split()[1])
                    own += int(line.split()[1]) if pid == root else 0
        except OSError:
            pass
    return total, own


class Watch(threading.Thread):
    """Samples the memory of a running program."""
    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.own, self.stop = pid, 0, 0, False

    def run(self):
        while not self.stop:
            total, own = memory(self.pid)
            self.peak, self.own = max(self.peak, total), max(self.own, own)
            time.sleep(0.05)


def scan(program, sources, extra, out):
    """Runs a check; its records, exit status, wall and processor seconds, memory, and the longest wait between documents."""
    command = [program, "check", *map(str, sources), "--format", "jsonl", "--fail-on", "never", "-vv", *extra]
    began = time.time()
    with open(out, "wb") as records:
        process = subprocess.Popen(command, stdout=records, stderr=subprocess.PIPE)
        watch = Watch(process.pid)
        watch.start()
        before, longest = time.time(), (0.0, "")
        for line in process.stderr:
            now = time.time()
            if b" document " in line:
                longest = max(longest, (now - before, line.decode("utf-8", "replace").strip()[:300]))
                before = now
        process.stderr.close()
        _, status, usage = os.wait4(process.pid, 0)
        watch.stop = True
        watch.join()
    return {
        "exit": os.waitstatus_to_exitcode(status), "wall": time.time() - began, "cpu": usage.ru_utime + usage.ru_stime,
        "peak": watch.peak / 1024, "own": max(watch.own / 1024, 0), "longest": longest,
    }


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("documents", nargs="+", help="folders of documents")
    options.add_argument("--bin", required=True, help="the program")
    options.add_argument("--work", required=True, type=pathlib.Path, help="a folder for the copies and the records")
    options.add_argument("--mutate", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--jobs", default="2")
    options.add_argument("--scan-arg", action="append", default=[], help="passed on, for example --scan-arg=--timeout=20")
    given = options.parse_args()
    copies = given.work / f"mutated-{given.seed}"
    if given.mutate and not copies.exists():
        make_copies(given.documents, given.mutate, given.seed, copies)
    sources = [*given.documents, *([copies] if given.mutate else [])]
    met = sum(len(files) for source in sources for _, _, files in os.walk(source))
    out = given.work / "records.jsonl"
    run = scan(given.bin, sources, ["--jobs", given.jobs, *given.scan_arg], out)
    by_format, files, members, ended = collections.defaultdict(collections.Counter), 0, 0, False
    for line in open(out, encoding="utf-8"):
        record = json.loads(line)
        ended = ended or record["type"] == "scan"
        if record["type"] == "document":
            files, members = files + (record["member"] is None), members + (record["member"] is not None)
            reason = record["reason"]
            by_format[record["format"] or "-"][record["status"] + (f" {reason}" if reason else "")] += 1
    print("exit {exit}, {wall:.1f} s wall, {cpu:.1f} s processor; peak {peak:.0f} MB in all, {own:.0f} MB of the parent".format(**run))
    print(f"files met {met}, recorded {files}, members recorded {members}; the scan came to its end: {ended}")
    print(f"longest wait for a document: {run['longest'][0]:.1f} s: {run['longest'][1]}")
    for name, counts in sorted(by_format.items()):
        print(f"{name:18} {sum(counts.values()):6}  " + ", ".join(f"{what} {n}" for what, n in counts.most_common()))
    sys.exit(0 if ended and files == met else 1)


if __name__ == "__main__":
    main()
