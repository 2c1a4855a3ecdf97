//! Scripts whose replies are the same on redis-server, to the byte. A case that the servers themselves don't agree on is
//! compared with the newest.

use redlet_lua::{Input, Interpreter, Settings, Source, Vm, sha1};

use super::resp;
use super::server::{Server, ServerHost};

/// The cases, with what separates them.
const FILES: [(&str, &str, &str); 3] = [
    ("language", "\n", include_str!("cases/language.txt")),
    ("libraries", "\n", include_str!("cases/libraries.txt")),
    ("redis", "\n---\n", include_str!("cases/redis.txt")),
];

#[test]
fn replies_are_those_of_redis_server() {
    let servers = Server::all();
    let newest = servers.last().expect("a server");
    let mut host = ServerHost::new(newest);
    let mut connections: Vec<_> = servers.iter().map(Server::connect).collect();
    let mut vm = Vm::new(Settings::new("8.2.3"));
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (file, separator, text) in FILES {
        for case in text.trim_end().split(separator) {
            let id = sha1::hex(case.as_bytes());
            host.command_all(&["FLUSHALL", "SCRIPT FLUSH"]);
            let input = Input {
                keys: &[b"k1", b"k2"],
                arguments: &[b"a1", b"2"],
            };
            let source = Source {
                id: &id,
                text: case.as_bytes(),
            };
            vm.flush_scripts();
            let ours = resp::text(&vm.run(source, input, &mut host), false);
            let theirs: Vec<String> = connections
                .iter_mut()
                .map(|connection| {
                    connection.ask(&["FLUSHALL"]);
                    connection.ask(&["SCRIPT", "FLUSH"]);
                    connection.ask(&["EVAL", case, "2", "k1", "k2", "a1", "2"])
                })
                .collect();
            count += 1;
            if theirs.last() != Some(&ours) {
                let theirs = servers.iter().zip(&theirs);
                let theirs: Vec<String> = theirs
                    .map(|(server, theirs)| format!("    {}    {theirs}", server.name))
                    .collect();
                wrong.push(format!(
                    "{file}: {case}\n    ours   {ours}\n{}",
                    theirs.join("\n")
                ));
            }
        }
    }
    println!("{count} cases");
    assert!(
        wrong.is_empty(),
        "{} of {count} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
