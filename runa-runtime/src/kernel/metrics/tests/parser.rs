//! A strict reader of both text formats: what the specifications forbid, it refuses.

use std::collections::{BTreeMap, HashSet};

use super::super::Form;

/// Names and values, in the order of the line.
pub(crate) type Labels = Vec<(String, String)>;

/// One line with a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) labels: Labels,
    pub(crate) value: f64,
    pub(crate) exemplar: Option<String>,
}

/// A family and its samples.
#[derive(Clone, Debug)]
pub(crate) struct Parsed {
    pub(crate) kind: String,
    pub(crate) help: String,
    pub(crate) unit: Option<String>,
    pub(crate) samples: Vec<Sample>,
}

/// Reads a whole text. `Err` says what is wrong with it.
pub(crate) fn parse(text: &str, form: Form) -> Result<BTreeMap<String, Parsed>, String> {
    let open = form == Form::OpenMetrics;
    let body = match (open, text.strip_suffix("# EOF\n")) {
        (true, None) => return Err("no `# EOF` at the end".into()),
        (true, Some(body)) => body,
        (false, Some(_)) => return Err("`# EOF` in classic text".into()),
        (false, None) => text,
    };
    if !body.is_empty() && !body.ends_with('\n') {
        return Err("the last line does not end".into());
    }
    let mut families: BTreeMap<String, Parsed> = BTreeMap::new();
    let mut current = String::new();
    for line in body.lines() {
        if line.is_empty() || line.ends_with(' ') || line.contains('\r') {
            return Err(format!("malformed line {line:?}"));
        }
        if let Some(rest) = line.strip_prefix("# ") {
            let mut parts = rest.splitn(3, ' ');
            let (word, name, rest) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().ok_or("no text")?);
            if word == "HELP" {
                let family =
                    Parsed { kind: String::new(), help: unescape(rest, open)?, unit: None, samples: Vec::new() };
                if families.insert(name.into(), family).is_some() {
                    return Err(format!("{name} stands twice"));
                }
                current = name.into();
                continue;
            }
            if name != current {
                return Err(format!("{word} of {name} inside {current}"));
            }
            let family = families.get_mut(name).unwrap();
            match word {
                "TYPE" if family.kind.is_empty() && ["counter", "gauge", "histogram"].contains(&rest) => {
                    family.kind = rest.into();
                }
                "UNIT" if open && family.unit.is_none() && name.ends_with(&format!("_{rest}")) => {
                    family.unit = Some(rest.into());
                }
                _ => return Err(format!("unexpected {line:?}")),
            }
        } else {
            let sample = sample(line, open)?;
            let family = families.get_mut(&current).ok_or("a sample before its family")?;
            let ending = sample.name.strip_prefix(&current).ok_or(format!("{} inside {current}", sample.name))?;
            let fits = match (family.kind.as_str(), open) {
                ("counter", true) => ending == "_total",
                ("counter", false) => ending.is_empty() && current.ends_with("_total"),
                ("gauge", _) => ending.is_empty(),
                ("histogram", _) => ["_bucket", "_sum", "_count"].contains(&ending),
                _ => false,
            };
            if !fits {
                return Err(format!("{} does not belong to a {}", sample.name, family.kind));
            }
            family.samples.push(sample);
        }
    }
    families.iter().try_for_each(|(name, family)| whole(name, family))?;
    Ok(families)
}

/// What holds for a family as a whole.
fn whole(name: &str, family: &Parsed) -> Result<(), String> {
    let mut seen = HashSet::new();
    for sample in &family.samples {
        if !seen.insert((sample.name.clone(), sample.labels.clone())) {
            return Err(format!("{sample:?} stands twice"));
        }
        if family.kind == "counter" && (sample.value.is_nan() || sample.value < 0.0) {
            return Err(format!("counter {name} is {}", sample.value));
        }
    }
    let mut buckets: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
    for sample in family.samples.iter().filter(|sample| family.kind == "histogram" && sample.name.ends_with("_bucket"))
    {
        let mut labels = sample.labels.clone();
        let (last, bound) = labels.pop().ok_or("a bucket without labels")?;
        if last != "le" {
            return Err("`le` is not the last label".into());
        }
        buckets.entry(labels).or_default().push((number(&bound)?, sample.value));
    }
    for (labels, buckets) in buckets {
        let rising = buckets.windows(2).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 <= pair[1].1);
        let part = |ending: &str| {
            let wanted = format!("{name}{ending}");
            family
                .samples
                .iter()
                .find(|sample| sample.name == wanted && sample.labels == labels)
                .map(|sample| sample.value)
        };
        let (bound, count) = *buckets.last().unwrap();
        if !rising || bound != f64::INFINITY || part("_count") != Some(count) || part("_sum").is_none() {
            return Err(format!("histogram {name}{labels:?} is not whole"));
        }
    }
    Ok(())
}

fn sample(line: &str, open: bool) -> Result<Sample, String> {
    let end = line.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).ok_or("no value")?;
    let (name, mut rest) = line.split_at(end);
    let mut labels = Vec::new();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = inside;
        loop {
            let (label, behind) = rest.split_once("=\"").ok_or("no label value")?;
            let close = closing(behind).ok_or("an open label value")?;
            if label.is_empty() || labels.iter().any(|(there, _)| there == label) {
                return Err(format!("bad label {label:?}"));
            }
            labels.push((label.to_owned(), unescape(&behind[..close], true)?));
            rest = &behind[close + 1..];
            match rest.as_bytes().first() {
                Some(b',') => rest = &rest[1..],
                Some(b'}') => break rest = &rest[1..],
                _ => return Err(format!("no end of labels in {line:?}")),
            }
        }
    }
    let rest = rest.strip_prefix(' ').ok_or("no blank before the value")?;
    let (value, exemplar) = match rest.split_once(" # ") {
        Some((value, exemplar)) if open && name.ends_with("_bucket") => (value, Some(exemplar.to_owned())),
        Some(_) => return Err("an exemplar where none may be".into()),
        None => (rest, None),
    };
    Ok(Sample { name: name.into(), labels, value: number(value)?, exemplar })
}

/// Where the text behind an opening quote ends.
fn closing(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let end = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        end
    })
}

fn unescape(text: &str, quote: bool) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('\\') => '\\',
                Some('n') => '\n',
                Some('"') if quote => '"',
                other => return Err(format!("bad escape {other:?}")),
            },
            other => other,
        });
    }
    Ok(out)
}

fn number(text: &str) -> Result<f64, String> {
    match text {
        "+Inf" => Ok(f64::INFINITY),
        "-Inf" => Ok(f64::NEG_INFINITY),
        "NaN" => Ok(f64::NAN),
        _ if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') => {
            text.parse().map_err(|_| format!("no number: {text:?}"))
        }
        _ => Err(format!("no number: {text:?}")),
    }
}
