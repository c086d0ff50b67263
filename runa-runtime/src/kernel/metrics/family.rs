//! Families: one metric, one series for each set of label values.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::cell::float;
use super::read::{Kind, Reading, Series, Value};
use super::{Counter, Gauge, Histogram};

/// The value of every label of an overflow series.
pub(super) const OVERFLOW: &str = "_overflow";

/// A metric with labels. Cheap to clone.
#[derive(Clone)]
pub struct Family<M, const N: usize> {
    shared: Arc<Shared>,
    cell: PhantomData<fn() -> M>,
}

impl<M: Cell, const N: usize> Family<M, N> {
    pub(super) const fn new(shared: Arc<Shared>) -> Self {
        Self { shared, cell: PhantomData }
    }

    /// The series with these label values, made if it is new. Keep it where the values are known in advance.
    ///
    /// Where the family is full, every further set of values gives the same overflow series.
    pub fn with(&self, values: [&str; N]) -> M {
        self.shared.series(&values, M::of)
    }

    /// How many series there are.
    pub fn len(&self) -> usize {
        self.shared.len()
    }

    /// Whether there is no series yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<M, const N: usize> fmt::Debug for Family<M, N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Family").field("name", &self.shared.name).field("series", &self.shared.len()).finish()
    }
}

/// What a series can be. Nobody else implements it.
pub trait Cell: Clone + sealed::Sealed {
    #[doc(hidden)]
    fn of(any: &Any) -> Option<Self>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Counter {}
    impl Sealed for super::Gauge {}
    impl Sealed for super::Histogram {}
}

macro_rules! cells {
    ($($name:ident)+) => {
        /// A series of any kind.
        #[doc(hidden)]
        #[derive(Clone, Debug)]
        pub enum Any { $($name($name),)+ }

        $(impl Cell for $name {
            fn of(any: &Any) -> Option<Self> {
                if let Any::$name(cell) = any { Some(cell.clone()) } else { None }
            }
        })+
    };
}

cells! { Counter Gauge Histogram }

/// Reads the series of values that are kept elsewhere.
pub(super) type Read = Box<dyn Fn() -> Vec<Series> + Send + Sync>;

/// A family without its type.
pub(super) struct Shared {
    pub(super) name: Arc<str>,
    pub(super) help: Arc<str>,
    pub(super) unit: Option<Arc<str>>,
    pub(super) kind: Kind,
    pub(super) labels: Arc<[Box<str>]>,
    pub(super) bounds: Arc<[f64]>,
    pub(super) limit: usize,
    /// Where the value is not kept here but read when someone asks.
    pub(super) read: Option<Read>,
    pub(super) table: RwLock<Table>,
    pub(super) overflowed: AtomicU64,
}

#[derive(Default)]
pub(super) struct Table {
    hasher: RandomState,
    /// Places in `series`, by the hash of the label values; so that a lookup compares, but builds no key.
    index: HashMap<u64, Vec<usize>>,
    series: Vec<(Arc<[Box<str>]>, Any)>,
    overflow: Option<Any>,
}

impl Shared {
    fn series<M: Cell>(&self, values: &[&str], of: fn(&Any) -> Option<M>) -> M {
        let found = self.table.read().unwrap_or_else(PoisonError::into_inner).find(values).and_then(of);
        found.or_else(|| of(&self.insert(values))).unwrap_or_else(|| {
            // A family is defined with the kind of its type, and holds only cells of that kind.
            unreachable!("`{}` holds a series of another kind", self.name)
        })
    }

    fn insert(&self, values: &[&str]) -> Any {
        let mut table = self.table.write().unwrap_or_else(PoisonError::into_inner);
        // Someone else may have been faster.
        if let Some(there) = table.find(values) {
            return there.clone();
        }
        if table.series.len() >= self.limit {
            self.overflowed.fetch_add(1, Ordering::Relaxed);
            return table.overflow.get_or_insert_with(|| self.cell()).clone();
        }
        let (hash, place, cell) = (table.hash(values), table.series.len(), self.cell());
        table.series.push((values.iter().map(|value| Box::from(*value)).collect(), cell.clone()));
        table.index.entry(hash).or_default().push(place);
        cell
    }

    fn cell(&self) -> Any {
        match self.kind {
            Kind::Counter => Any::Counter(Counter::default()),
            Kind::Gauge => Any::Gauge(Gauge::default()),
            Kind::Histogram => Any::Histogram(Histogram::new(Arc::clone(&self.bounds))),
        }
    }

    pub(super) fn len(&self) -> usize {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        table.series.len() + usize::from(table.overflow.is_some())
    }

    pub(super) fn overflowed(&self) -> u64 {
        self.overflowed.load(Ordering::Relaxed)
    }

    /// The names under which this family appears in either text format, its own included.
    pub(super) fn sample_names(&self) -> Vec<String> {
        let endings: &[&str] = match self.kind {
            Kind::Counter => &["", "_total"],
            Kind::Gauge => &[""],
            Kind::Histogram => &["", "_bucket", "_count", "_sum"],
        };
        endings.iter().map(|ending| format!("{}{ending}", self.name)).collect()
    }

    pub(super) fn is_same_as(&self, other: &Self) -> bool {
        self.name == other.name
            && self.kind == other.kind
            && self.unit == other.unit
            && self.labels == other.labels
            && self.bounds == other.bounds
            && self.read.is_none()
            && other.read.is_none()
    }

    pub(super) fn read(&self) -> Reading {
        let series = match &self.read {
            Some(read) => {
                let mut series = read();
                let beyond = series.len().saturating_sub(self.limit);
                self.overflowed.fetch_add(beyond as u64, Ordering::Relaxed);
                series.truncate(self.limit);
                series
            }
            None => self
                .cells()
                .iter()
                .map(|(labels, cell)| Series { labels: Arc::clone(labels), value: value(cell) })
                .collect(),
        };
        Reading {
            name: Arc::clone(&self.name),
            help: Arc::clone(&self.help),
            unit: self.unit.clone(),
            kind: self.kind,
            labels: Arc::clone(&self.labels),
            series,
        }
    }

    /// Copies the handles, so that nobody who makes a series waits for a scrape.
    fn cells(&self) -> Vec<(Arc<[Box<str>]>, Any)> {
        let table = self.table.read().unwrap_or_else(PoisonError::into_inner);
        let mut cells = table.series.clone();
        if let Some(overflow) = &table.overflow {
            cells.push((self.labels.iter().map(|_| Box::from(OVERFLOW)).collect(), overflow.clone()));
        }
        cells
    }
}

impl Table {
    fn find(&self, values: &[&str]) -> Option<&Any> {
        self.index.get(&self.hash(values))?.iter().find_map(|place| {
            let (labels, cell) = &self.series[*place];
            labels.iter().map(AsRef::as_ref).eq(values.iter().copied()).then_some(cell)
        })
    }

    fn hash(&self, values: &[&str]) -> u64 {
        self.hasher.hash_one(values)
    }
}

fn value(cell: &Any) -> Value {
    match cell {
        Any::Counter(counter) => Value::Number(float(counter.get())),
        Any::Gauge(gauge) => Value::Number(gauge.get()),
        Any::Histogram(histogram) => Value::Distribution(histogram.get()),
    }
}
