"""A network link with a delay, for machines whose kernel has no netem.

delayLink.py DELAY_MS PID: makes two TUN devices, 10.77.0.1 in this network namespace and
10.77.0.2 in that of process PID, and hands every packet from one to the other after DELAY_MS
milliseconds. Prints "ready" when it works, and ends with its standard input.
"""

import collections
import fcntl
import os
import select
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
# As of Ethernet. With packets of 32 KB the kernel's windows do not grow, whoever reads.
MTU = 1500


def open_tun(name):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return tun


def configure(name, own, peer, pid=None):
    enter = [] if pid is None else ["nsenter", f"--net=/proc/{pid}/ns/net"]
    if pid is not None:
        subprocess.run(["ip", "link", "set", name, "netns", pid], check=True)
    for command in (
        ["ip", "addr", "add", own, "peer", peer, "dev", name],
        ["ip", "link", "set", name, "mtu", str(MTU), "txqueuelen", "10000", "up"],
    ):
        subprocess.run([*enter, *command], check=True)


def main(delay, pid):
    ends = [open_tun("near"), open_tun("far")]
    configure("near", "10.77.0.1", "10.77.0.2")
    configure("far", "10.77.0.2", "10.77.0.1", pid)
    waiting = {end: collections.deque() for end in ends}
    other = {ends[0]: ends[1], ends[1]: ends[0]}
    print("ready", flush=True)
    while True:
        due = [queue[0][0] for queue in waiting.values() if queue]
        patience = max(0, min(due) - time.monotonic()) if due else None
        readable, _, _ = select.select([*ends, sys.stdin], [], [], patience)
        if sys.stdin in readable and not os.read(sys.stdin.fileno(), 1):
            return
        now = time.monotonic()
        for end in ends:
            if end in readable:
                for _ in range(64):
                    try:
                        waiting[other[end]].append((now + delay, os.read(end, 65536)))
                    except BlockingIOError:
                        break
            queue = waiting[end]
            while queue and queue[0][0] <= now:
                try:
                    os.write(end, queue.popleft()[1])
                except OSError:
                    pass  # A full device loses the packet, as a real one does.


main(float(sys.argv[1]) / 1000, sys.argv[2])
