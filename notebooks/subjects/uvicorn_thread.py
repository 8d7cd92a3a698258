"""Serves an ASGI app by uvicorn from a thread with its own event loop, so that the arm's main thread is free for its orders."""

import socket
import threading

import uvicorn


class UvicornThread:
    """`port` is there, and connections are taken, once this is made."""

    def __init__(self, app, lifespan="off"):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(2048)
        self.port = self.socket.getsockname()[1]
        config = uvicorn.Config(
            app,
            loop="uvloop",
            http="httptools",
            ws="none",
            lifespan=lifespan,
            access_log=False,
            log_level="warning",
            timeout_graceful_shutdown=2,
        )
        self.server = uvicorn.Server(config)
        self.failure = None
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()
        while not self.server.started:
            self.thread.join(0.01)
            if not self.thread.is_alive():
                raise RuntimeError("uvicorn did not start") from self.failure

    def _run(self):
        try:
            self.server.run(sockets=[self.socket])
        except BaseException as error:  # told by the thread that waits
            self.failure = error

    def close(self):
        # Not force_exit: that would leave out what the app does at its end.
        self.server.should_exit = True
        self.thread.join()
        self.socket.close()
        if self.failure is not None:
            raise RuntimeError("uvicorn failed") from self.failure
