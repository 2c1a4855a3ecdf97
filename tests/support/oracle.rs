//! A real redis-server on a loopback port of its own, for as long as the test runs.

use redlet::reply::Reply;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::resp;

/// The server; it ends when this is dropped.
pub struct Oracle {
    child: Child,
    pub port: u16,
}

impl Oracle {
    /// Starts a server that keeps nothing: Debian 12's Redis 7.0.
    pub fn start() -> Oracle {
        Self::start_program(Path::new("redis-server"))
    }

    /// The same of Redis 8.0, for what came after 7.0; `None` where set-up could not get one.
    pub fn start_newer() -> Option<Oracle> {
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache/redis-8.0/redis-server");
        if !program.exists() {
            println!("no Redis 8.0: what came after 7.0 is NOT compared with a server");
            return None;
        }
        Some(Self::start_program(&program))
    }

    fn start_program(program: &Path) -> Oracle {
        // The kernel picks a free port; another process could take it before redis-server does,
        // then the connection below fails and so does the test.
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|l| l.local_addr())
            .expect("a free port")
            .port();
        let child = Command::new(program)
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
            .args(["--save", "", "--appendonly", "no", "--dir"])
            .arg(std::env::temp_dir())
            .args(["--enable-debug-command", "yes"])
            .stdout(Stdio::null())
            .spawn()
            .expect("redis-server must be installed: it is the oracle");
        let oracle = Oracle { child, port };
        let deadline = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(Instant::now() < deadline, "redis-server does not answer");
            std::thread::sleep(Duration::from_millis(10));
        }
        oracle
    }

    /// A new connection to it.
    pub fn connect(&self) -> Connection {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the oracle listens");
        stream.set_nodelay(true).expect("a TCP socket");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a TCP socket");
        Connection {
            reader: BufReader::new(stream),
        }
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One connection to the oracle.
pub struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    /// Sends a command and reads its reply, typed and as it came.
    pub fn run(&mut self, words: &[Vec<u8>]) -> (Reply, Vec<u8>) {
        self.send(&resp::write_command(words));
        self.read()
    }

    /// Reads a reply, typed and as it came; `None` where none comes for two seconds.
    pub fn try_read(&mut self) -> Option<(Reply, Vec<u8>)> {
        let patience = Some(Duration::from_secs(2));
        self.reader.get_ref().set_read_timeout(patience).ok()?;
        let mut raw = Vec::new();
        let reply = resp::read_reply(&mut self.reader, &mut raw).ok()?;
        Some((reply, raw))
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) {
        self.reader
            .get_mut()
            .write_all(bytes)
            .expect("the oracle reads");
    }

    /// Reads one reply.
    pub fn read(&mut self) -> (Reply, Vec<u8>) {
        let mut raw = Vec::new();
        let reply = resp::read_reply(&mut self.reader, &mut raw).expect("the oracle answers");
        (reply, raw)
    }
}
