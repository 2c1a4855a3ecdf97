//! A real redis-server on a loopback port of its own, for as long as the test runs.

use redlet::command::reply::Reply;
use std::collections::HashMap;
use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::asked::Version;
use super::play::Peer;
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

    /// The same of a version; `None` where set-up could not get it.
    pub fn of(version: Version) -> Option<Oracle> {
        let folder = match version {
            Version::V7_0 => return Some(Self::start()),
            Version::V8_0 => "redis-8.0",
            Version::V8_2 => "redis-8.2",
        };
        let program = Path::new(env!("CARGO_MANIFEST_DIR")).join(".cache");
        let program = program.join(folder).join("redis-server");
        if !program.exists() {
            println!("no {folder} here: NOT compared with it");
            return None;
        }
        Some(Self::start_program(&program))
    }

    fn start_program(program: &Path) -> Oracle {
        // Between the kernel's naming of a free port and redis-server's taking it, anybody may
        // take it, another oracle too. So a server is ours only where it says that it is.
        for _ in 0..10 {
            let port = TcpListener::bind("127.0.0.1:0")
                .and_then(|l| l.local_addr())
                .expect("a free port")
                .port();
            let child = Command::new(program)
                .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
                .args(["--save", "", "--appendonly", "no", "--dir"])
                .arg(std::env::temp_dir())
                // What SAVE writes must not be what the next server loads.
                .args(["--dbfilename", &dump_name(port)])
                .args(["--enable-debug-command", "yes"])
                .stdout(Stdio::null())
                .spawn()
                .expect("redis-server must be installed: it is the oracle");
            let mut oracle = Oracle { child, port };
            if oracle.is_up() {
                return oracle;
            }
        }
        panic!("no redis-server could be started");
    }

    /// Waits until the server listens; `false` if it ends instead, or if another has its port.
    fn is_up(&mut self) -> bool {
        let deadline = Instant::now() + Duration::from_secs(10);
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return false;
            }
            if let Ok(stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                return Connection::over(stream).is_to(self.child.id());
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    /// A new connection to it.
    pub fn connect(&self) -> Connection {
        Connection::over(TcpStream::connect(("127.0.0.1", self.port)).expect("the oracle listens"))
    }
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(std::env::temp_dir().join(dump_name(self.port)));
    }
}

/// The file of a server's SAVE.
fn dump_name(port: u16) -> String {
    format!("redlet-oracle-{port}.rdb")
}

/// One connection to the oracle.
pub struct Connection {
    reader: BufReader<TcpStream>,
}

impl Connection {
    fn over(stream: TcpStream) -> Connection {
        stream.set_nodelay(true).expect("a TCP socket");
        stream
            .set_read_timeout(Some(Duration::from_secs(20)))
            .expect("a TCP socket");
        Connection {
            reader: BufReader::new(stream),
        }
    }

    /// Whether the server at the other end is this process.
    fn is_to(&mut self, process: u32) -> bool {
        let question = resp::write_command(&[b"INFO".to_vec(), b"server".to_vec()]);
        let asked = self.reader.get_mut().write_all(&question);
        let line = format!("process_id:{process}\r\n");
        matches!(
            (asked, self.try_read()),
            (Ok(()), Some((Reply::Bulk(info), _))) if String::from_utf8_lossy(&info).contains(&line)
        )
    }

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

/// The server as one that a transcript is played on: each session is a connection of its own.
pub struct OnServer<'a> {
    oracle: &'a Oracle,
    sessions: HashMap<usize, Connection>,
}

impl<'a> OnServer<'a> {
    pub fn new(oracle: &'a Oracle) -> OnServer<'a> {
        OnServer {
            oracle,
            sessions: HashMap::new(),
        }
    }
}

impl Peer for OnServer<'_> {
    fn say(&mut self, session: usize, words: &[Vec<u8>]) {
        let oracle = self.oracle;
        let connection = self
            .sessions
            .entry(session)
            .or_insert_with(|| oracle.connect());
        connection.send(&resp::write_command(words));
        // What another session is told of it is sent after its own reply, in a later turn.
        std::thread::sleep(Duration::from_micros(200));
    }
    fn hear(&mut self, session: usize) -> Option<Reply> {
        let said = self.sessions.get_mut(&session)?.try_read()?;
        Some(said.0)
    }
    fn wait(&mut self, ms: u64) {
        std::thread::sleep(Duration::from_millis(ms));
    }
}
