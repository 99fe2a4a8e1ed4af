"""A dashboard in bare bytes, for what a polite client would never do."""

import base64
import json
import os
import socket
import struct
import time


def frames_of(data):
    """The text frames of the server's bytes, and the bytes of an unfinished one."""
    texts = []
    while len(data) >= 2:
        length, head = data[1] & 127, 2
        if length >= 126:
            head = 4 if length == 126 else 10
            length = int.from_bytes(data[2:head], 'big')
        if len(data) < head + length:
            break
        if data[0] & 15 == 1:
            texts.append(data[head:head + length].decode())
        data = data[head + length:]
    return texts, data


class RawDashboard:
    """A WebSocket whose frames are written and read one by one, or not at all."""

    path = '/v1/wards/{ward}/stream'

    def __init__(self, port, ward='W1', origin=None, protocol='vigil.v1', receive_buffer=None, version='13'):
        self.socket = socket.socket()
        if receive_buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(10)
        self.socket.connect(('127.0.0.1', port))
        lines = [f'GET {self.path.format(ward=ward)} HTTP/1.1', f'Host: 127.0.0.1:{port}', 'Upgrade: websocket',
                 'Connection: Upgrade', f'Sec-WebSocket-Version: {version}',
                 f'Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}']
        lines += [f'Sec-WebSocket-Protocol: {protocol}'] if protocol else []
        lines += [f'Origin: {origin}'] if origin else []
        self.socket.sendall('\r\n'.join([*lines, '', '']).encode())
        self.received = b''
        while b'\r\n\r\n' not in self.received:
            data = self.socket.recv(1024 if receive_buffer else 65536)
            assert data, self.received
            self.received += data
        head, self.received = self.received.split(b'\r\n\r\n', 1)
        self.status = int(head.split()[1])

    def send(self, text, opcode=1, final=True, masked=True):
        data = text if isinstance(text, bytes) else text.encode()
        head = bytes([opcode | (0x80 if final else 0)])
        bit = 0x80 if masked else 0
        if len(data) < 126:
            head += bytes([bit | len(data)])
        elif len(data) < 65536:
            head += struct.pack('!BH', bit | 126, len(data))
        else:
            head += struct.pack('!BQ', bit | 127, len(data))
        self.socket.sendall(head + (b'\0\0\0\0' if masked else b'') + data)

    def subscribe(self, position=None):
        self.send(json.dumps({'type': 'subscribe', 'resume': position}))
        return self

    def follow(self, view, probe, timeout_s=10):
        """Reads into a View until `probe(view)`."""
        deadline = time.monotonic() + timeout_s
        while not probe(view):
            texts, self.received = frames_of(self.received)
            for text in texts:
                view.take_frame(text)
            assert not view.faults, view.faults
            if not texts:
                self.socket.settimeout(max(0.001, deadline - time.monotonic()))
                data = self.socket.recv(65536)
                assert data, f'closed: {view.closing}'
                self.received += data

    def closed(self, timeout_s=10):
        """True once the server has ended the connection; what it sent before is in `received`."""
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            self.socket.settimeout(max(0.001, deadline - time.monotonic()))
            try:
                data = self.socket.recv(65536)
            except socket.timeout:
                return False
            except ConnectionResetError:
                return True
            if not data:
                return True
            self.received += data
        return False
