"""Systems that are told of alarms: a nurse call over MLLP and a pager with a webhook, on this machine."""

import http.server
import json
import socket
import ssl
import threading

import mllp
import server_process


class Message:
    """An ORU^R40 as a receiver reads it."""

    def __init__(self, content):
        self.segments = [line.split('|') for line in content.decode().split('\r') if line]
        self.id = self.segments[0][9]

    def field(self, name, number):
        return next(s for s in self.segments if s[0] == name)[number]

    def value(self, code):
        return next(s[5] for s in self.segments if s[0] == 'OBX' and s[3].split('^')[0] == code)

    @property
    def phase(self):
        return self.value('68481')

    def __repr__(self):
        return f'{self.id} {self.phase}'


class Received:
    def __init__(self):
        self.messages = []
        self.heard = threading.Condition()

    def hear(self, message):
        with self.heard:
            self.messages.append(message)
            self.heard.notify_all()

    def wait(self, probe, timeout_s=15):
        """The first message that `probe` holds of."""
        def found():
            return next((m for m in list(self.messages) if probe(m)), None)
        return server_process.wait_until(found, lambda: f'a message; there are {self.messages}', timeout_s)


class NurseCall(Received):
    """Answers each message as `conduct(message, number)` says: 'AA', 'CE', ..., 'silence', 'drop', 'other'."""

    def __init__(self, conduct=lambda message, number: 'CA', port=0):
        super().__init__()
        self.conduct = conduct
        self.connections = 0
        self.open = []
        self.listener = socket.create_server(('127.0.0.1', port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def config(self, name='nurse-call', **more):
        keys = ''.join(f'{key} = {json.dumps(value)}\n' for key, value in more.items())
        return f'[[receiver]]\nname = "{name}"\nmllp = "127.0.0.1:{self.port}"\n{keys}'

    def close(self):
        try:
            self.listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        for each in [self.listener, *self.open]:
            each.close()

    def _accept(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        received = b''
        try:
            while data := connection.recv(1 << 16):
                received += data
                while mllp.END in received:
                    content, received = received.split(mllp.END, 1)
                    if not self._answer(connection, Message(content.lstrip(mllp.START))):
                        connection.close()
                        return
        except OSError:
            pass

    def _answer(self, connection, message):
        answer = self.conduct(message, len(self.messages))
        self.hear(message)
        if answer == 'drop':
            return False
        if answer == 'silence':
            return True
        code, control_id = ('AA', 'another') if answer == 'other' else (answer, message.id)
        connection.sendall(mllp.frame(f'MSH|^~\\&|NC||VIGIL||{mllp.stamp()}||ACK|1|P|2.6\r'
                                      f'MSA|{code}|{control_id}\r'.encode()))
        return True


class Pager(Received):
    """A webhook that answers with what `status(number)` says; over TLS with a certificate."""

    def __init__(self, status=lambda number: 204, certificate=None):
        super().__init__()
        pager = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = 'HTTP/1.1'

            def do_POST(self):
                body = self.rfile.read(int(self.headers['Content-Length']))
                self.send_response(status(len(pager.messages)))
                self.send_header('Content-Length', '0')
                self.send_header('Location', '/elsewhere')
                self.end_headers()
                pager.hear({'path': self.path, 'headers': dict(self.headers), 'body': body})

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Handler)
        self.server.daemon_threads = True
        self.scheme = 'http'
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
            self.scheme = 'https'
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def config(self, secret='0123456789abcdef', host='127.0.0.1'):
        return (f'[[receiver]]\nname = "pager"\nsecret = "{secret}"\n'
                f'url = "{self.scheme}://{host}:{self.server.server_port}/alarms"\n')

    def close(self):
        self.server.shutdown()
        self.server.server_close()
