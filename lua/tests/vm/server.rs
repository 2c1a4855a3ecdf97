//! Real redis-servers, and a host whose commands run on one.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use redlet_lua::Host;

use super::resp;

/// A server; it ends when this is dropped.
pub struct Server {
    child: Child,
    port: u16,
    pub name: &'static str,
}

impl Server {
    /// All versions that set-up could get.
    pub fn all() -> Vec<Server> {
        let cache = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.cache");
        let versions = [
            ("7.0", PathBuf::from("redis-server")),
            ("8.0", cache.join("redis-8.0/redis-server")),
            ("8.2", cache.join("redis-8.2/redis-server")),
        ];
        let known = versions.into_iter().filter(|(name, path)| {
            let is_there = path.components().count() == 1 || path.exists();
            if !is_there {
                println!("no Redis {name} here: NOT compared with it");
            }
            is_there
        });
        known
            .map(|(name, path)| Server::start(name, &path))
            .collect()
    }

    fn start(name: &'static str, program: &Path) -> Server {
        // Another may take the port between its being free and the server's start: then the next is tried.
        for _ in 0..10 {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let port = listener.local_addr().expect("an address").port();
            drop(listener);
            let child = Command::new(program)
                .args(["--port", &port.to_string(), "--bind", "127.0.0.1"])
                .args(["--save", "", "--appendonly", "no"])
                .stdout(Stdio::null())
                .spawn()
                .expect("redis-server must be installed: it is the oracle");
            let mut server = Server { child, port, name };
            if server.is_up() {
                return server;
            }
        }
        panic!("no redis-server could be started");
    }

    fn is_up(&mut self) -> bool {
        let deadline = Instant::now() + Duration::from_secs(20);
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return false;
            }
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                let info = self.connect().ask(&["INFO", "server"]);
                return info.contains(&format!("process_id:{}\\r", self.child.id()));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    pub fn connect(&self) -> Connection {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        Connection {
            stream: BufReader::new(stream),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It has ended where this fails.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub struct Connection {
    stream: BufReader<TcpStream>,
}

impl Connection {
    /// The reply as a text.
    pub fn ask<T: AsRef<[u8]>>(&mut self, words: &[T]) -> String {
        self.exchange(words).1
    }

    /// The reply's bytes, and as a text.
    fn exchange<T: AsRef<[u8]>>(&mut self, words: &[T]) -> (Vec<u8>, String) {
        let mut request = format!("*{}\r\n", words.len()).into_bytes();
        for word in words {
            let word = word.as_ref();
            request.extend(format!("${}\r\n", word.len()).as_bytes());
            request.extend(word);
            request.extend(b"\r\n");
        }
        let mut bytes = Vec::new();
        self.stream
            .get_mut()
            .write_all(&request)
            .expect("the server reads");
        let text = resp::read(&mut self.stream, &mut bytes);
        (bytes, text)
    }
}

/// A host whose commands run on a server; a script may run for so many instructions.
pub struct ServerHost {
    connection: Connection,
    resp: u8,
    pub limit: u64,
    pub instructions: u64,
}

impl ServerHost {
    pub fn new(server: &Server) -> ServerHost {
        ServerHost {
            connection: server.connect(),
            resp: 2,
            limit: 5_000_000,
            instructions: 0,
        }
    }

    /// Runs commands for their effect.
    pub fn command_all(&mut self, commands: &[&str]) {
        for command in commands {
            let words: Vec<&str> = command.split(' ').collect();
            self.connection.ask(&words);
        }
    }
}

impl Host for ServerHost {
    fn command(&mut self, words: &[&[u8]], resp: u8, reply: &mut Vec<u8>) {
        if self.resp != resp {
            self.connection.ask(&["HELLO", &resp.to_string()]);
            self.resp = resp;
        }
        reply.extend(self.connection.exchange(words).0);
    }
    fn may_run(&mut self, words: &[&[u8]]) -> Option<bool> {
        let info = self
            .connection
            .ask(&[b"COMMAND", b"INFO".as_slice(), words[0]]);
        (info != "[_]").then_some(true)
    }
    fn log(&mut self, _level: u8, _text: &[u8]) {}
    fn clock(&mut self) -> f64 {
        1.5
    }
    fn is_over(&mut self, instructions: u64) -> bool {
        self.instructions = instructions;
        instructions >= self.limit
    }
}
