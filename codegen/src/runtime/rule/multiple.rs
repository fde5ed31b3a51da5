//! Multiples of decimal fractions, from the binary ones that stand for them.

/// The first whole number that an `f64` does not tell from its neighbours.
const WHOLE: f64 = 9_007_199_254_740_992.0;

/// Whether `value` is a multiple of `step`.
pub(super) fn is_multiple(value: f64, step: f64) -> bool {
    // The step is `units / 10^digits`. A quotient of two whole numbers below the limit is the nearest `f64`, which is
    // what a decimal text is read as.
    let written = (0..=22).find_map(|digits| {
        let power = 10_f64.powi(digits);
        let units = (step * power).round();
        let is_step = (units / power).total_cmp(&step).is_eq();
        // Ten times as much is still told from its neighbours.
        (is_step && units < WHOLE / 10.0).then_some((units, digits, power))
    });
    let Some((units, digits, power)) = written else {
        return (value / step).fract() == 0.0;
    };
    if value.fract() == 0.0 {
        return (0..digits).fold(value % units, |rest, _| rest * 10.0 % units) == 0.0;
    }
    let count = (value * power / units).round() * units;
    count.abs() < WHOLE && (count / power).total_cmp(&value).is_eq()
}

#[cfg(test)]
mod tests {
    use super::is_multiple;

    #[test]
    fn fractions_are_decimal() {
        for (value, step) in [
            (0.07, 0.01),
            // Ten to the power of 23 is no `f64`, and with the nearest one this is no multiple.
            (5.404_676_649_6e-13, 9.102_46e-18),
            (19.99, 0.01),
            (-1.1, 0.1),
            (0.0, 0.3),
            (-0.0, 0.3),
            (1e300, 0.01),
            (4.5, 1.5),
            (9_007_199_254_740_993.0, 0.5),
            (1e-7, 1e-7),
            (12.0, 0.3),
            (5.0, 2.5),
            // The greatest power of ten that an `f64` is, and the first that it is not.
            (3e-22, 1e-22),
            (5e-23, 1e-23),
            // Steps of more digits than can be counted with.
            (52_824_800_628_939_690.0, 880_413_343_815_661.5),
            (0.600_000_000_000_000_1, 0.300_000_000_000_000_04),
        ] {
            assert!(is_multiple(value, step), "{value} {step}");
        }
        for (value, step) in [
            (19.995, 0.01),
            (0.820_000_000_000_000_1, 0.01),
            (5e-324, 0.01),
            (7.0, 5.0),
            (1.0, 0.3),
            (0.5, 1.0),
            (1e300, 7.0),
            (1e300, 900_000_000_000_001.0),
            (0.5, 0.300_000_000_000_000_04),
            // The same `f64` as the next tenth.
            (900_719_925_474_099.2, 0.2),
        ] {
            assert!(!is_multiple(value, step), "{value} {step}");
        }
    }
}
