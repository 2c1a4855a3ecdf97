//! Sorting, one function for all types: each further one would add several kilobytes to the WebAssembly.

use std::cmp::Ordering;

/// Puts things in order; those that are equal stay as they stand to each other.
pub fn sorted<T>(things: Vec<T>, compare: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    let places = places(things.len(), &|a, b| {
        let pair = things.get(a).zip(things.get(b));
        pair.map_or(Ordering::Equal, |(a, b)| compare(a, b))
    });
    let mut things: Vec<Option<T>> = things.into_iter().map(Some).collect();
    let in_order = places.into_iter();
    in_order
        .filter_map(|place| things.get_mut(place)?.take())
        .collect()
}

fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    places.sort_by(|a, b| compare(*a, *b));
    places
}

#[cfg(test)]
mod tests {
    use super::sorted;

    #[test]
    fn equal_things_stay_as_they_stand() {
        let words = vec!["bb", "a", "cc", "", "d"];
        let by_length = sorted(words, |a, b| a.len().cmp(&b.len()));
        assert_eq!(by_length, ["", "a", "d", "bb", "cc"]);
    }
}
