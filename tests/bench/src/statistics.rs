//! What many figures of one thing come down to.

use serde::Serialize;

/// The figures in the middle and at the ends.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub(crate) struct Spread {
    /// Half of the figures are no greater.
    pub(crate) median: f64,
    /// The smallest one.
    pub(crate) min: f64,
    /// The greatest one.
    pub(crate) max: f64,
}

/// Returns the spread of figures, of which there is one at least.
pub(crate) fn spread(figures: impl IntoIterator<Item = f64>) -> Spread {
    let sorted = sorted(figures);
    Spread { median: percentile(&sorted, 50), min: sorted[0], max: sorted[sorted.len() - 1] }
}

/// Returns the figures in order.
pub(crate) fn sorted(figures: impl IntoIterator<Item = f64>) -> Vec<f64> {
    let mut figures: Vec<f64> = figures.into_iter().collect();
    figures.sort_by(f64::total_cmp);
    figures
}

/// The figure that so many in a hundred of the `sorted` ones do not exceed.
pub(crate) fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted[(sorted.len() * percent).div_ceil(100).max(1) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_figures() {
        let hundred: Vec<f64> = (1..=100).map(f64::from).collect();
        for (percent, figure) in [(1, 1.0), (50, 50.0), (99, 99.0), (100, 100.0)] {
            assert!(percentile(&hundred, percent).total_cmp(&figure).is_eq(), "{percent}");
        }
        assert!(percentile(&[7.0], 1).total_cmp(&7.0).is_eq());
    }

    #[test]
    fn a_spread_is_that_of_unsorted_figures() {
        assert_eq!(spread([3.0, 9.0, 1.0]), Spread { median: 3.0, min: 1.0, max: 9.0 });
    }
}
