@rem What `exec` is to the shells of Linux and macOS, so that npm's scripts read the same here.
@%*
