//! Where arrows run: each in a lane beside the boxes, so that no two lie on each other.

/// An arrow between two heights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
}

impl Arrow {
    fn span(self) -> (usize, usize) {
        (self.from.min(self.to), self.from.max(self.to))
    }
}

/// The lane of each arrow, from 0 beside the boxes outwards. Short ones are inside, so that few cross.
pub(super) fn lanes(arrows: &[Arrow]) -> Vec<usize> {
    let mut order: Vec<_> = (0..arrows.len()).collect();
    order.sort_by_key(|at| {
        let (top, bottom) = arrows[*at].span();
        (bottom - top, *at)
    });
    let mut lanes = vec![0; arrows.len()];
    let mut taken: Vec<Vec<(usize, usize)>> = Vec::new();
    for at in order {
        let (top, bottom) = arrows[at].span();
        let free = |lane: &Vec<(usize, usize)>| lane.iter().all(|other| bottom < other.0 || other.1 < top);
        let lane = taken.iter().position(free).unwrap_or_else(|| {
            taken.push(Vec::new());
            taken.len() - 1
        });
        taken[lane].push((top, bottom));
        lanes[at] = lane;
    }
    lanes
}

#[cfg(test)]
mod tests {
    use super::{Arrow, lanes};

    #[test]
    fn arrows_that_pass_each_other_have_lanes_of_their_own() {
        let arrow = |from, to| Arrow { from, to };
        assert_eq!(lanes(&[arrow(90, 10), arrow(50, 40), arrow(80, 70), arrow(20, 60)]), [2, 0, 0, 1]);
        assert_eq!(lanes(&[arrow(30, 20), arrow(20, 10)]), [0, 1], "they would touch");
        assert!(lanes(&[]).is_empty());
    }
}
