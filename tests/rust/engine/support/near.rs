//! Comparing replies that tell times: they are asked of the two a little after each other.

use redlet::command::reply::Reply;

/// Below 0 is no time: -1 and -2 have meanings.
pub fn is_near(ours: i64, theirs: i64, far: i64) -> bool {
    ours == theirs || (ours >= 0 && theirs >= 0 && (ours - theirs).abs() <= far)
}

/// Whether they differ in times alone, and there by little: in what follows the names of times, in
/// large numbers, and in the third of four.
pub fn is_same_but_for_times(ours: &Reply, theirs: &Reply) -> bool {
    let is_time = |name: &Reply| matches!(name, Reply::Bulk(name) if [&b"idle"[..], b"inactive"].contains(&name.as_slice()));
    // How a stream is spread over Redis's tree is its own affair.
    let is_radix = |name: &Reply| matches!(name, Reply::Bulk(name) if name.starts_with(b"radix"));
    let is_close = |ours: &Reply, theirs: &Reply| match (ours, theirs) {
        (Reply::Int(ours), Reply::Int(theirs)) => is_near(*ours, *theirs, 2_000),
        _ => false,
    };
    match (ours, theirs) {
        (Reply::Array(ours), Reply::Array(theirs)) => {
            let same = |(at, (one, other)): (usize, (&Reply, &Reply))| {
                let is_timed = ours.len() == 4 && at == 2 || at > 0 && is_time(&ours[at - 1]);
                let is_free = at > 0 && is_radix(&ours[at - 1]);
                is_free || is_timed && is_close(one, other) || is_same_but_for_times(one, other)
            };
            ours.len() == theirs.len() && ours.iter().zip(theirs).enumerate().all(same)
        }
        (Reply::Map(ours), Reply::Map(theirs)) => {
            let same = |((name, one), (other_name, other)): (&(Reply, Reply), &(Reply, Reply))| {
                let is_timed = is_time(name);
                name == other_name
                    && (is_radix(name)
                        || is_timed && is_close(one, other)
                        || is_same_but_for_times(one, other))
            };
            ours.len() == theirs.len() && ours.iter().zip(theirs).all(same)
        }
        (Reply::Int(one), Reply::Int(_)) if *one > 1_000_000_000 => is_close(ours, theirs),
        _ => ours == theirs,
    }
}

/// Its integers, where it has nothing else.
pub fn ints(reply: &Reply) -> Option<Vec<i64>> {
    match reply {
        Reply::Int(n) => Some(vec![*n]),
        Reply::Array(items) => Some(items.iter().map(ints).collect::<Option<Vec<_>>>()?.concat()),
        _ => None,
    }
}
