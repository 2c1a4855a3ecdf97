"""A plugin of pytest: leads the ports that suites are written for to the server under test, and notes outcomes."""

import json
import os
import socket

PORT = int(os.environ["REDLET_COMPAT_PORT"])
WRITTEN_FOR = (6379, 6390)

connect = socket.socket.connect


def connect_to_server(self, address):
    if isinstance(address, tuple) and address[1] in WRITTEN_FOR:
        address = (address[0], PORT, *address[2:])
    return connect(self, address)


socket.socket.connect = connect_to_server


def pytest_runtest_logreport(report):
    # A case that fails has a second report if its clean-up fails too; the reader takes the worst.
    if report.when == "call" or not report.passed:
        line = {"name": report.nodeid.split("::", 1)[1], "outcome": report.outcome}
        if report.failed:
            line["detail"] = str(report.longrepr)[-2000:]
        with open(os.environ["REDLET_COMPAT_REPORT"], "a") as file:
            file.write(json.dumps(line) + "\n")
