//! Texts in constant evaluation: comparing, and a buffer to write into.

/// Whether two texts are the same.
pub(super) const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut at = 0;
    while at < a.len() {
        if a[at] != b[at] {
            return false;
        }
        at += 1;
    }
    true
}

/// Whether a text is among others.
pub(super) const fn holds(list: &[&str], text: &str) -> bool {
    let mut at = 0;
    while at < list.len() {
        if same(list[at], text) {
            return true;
        }
        at += 1;
    }
    false
}

/// The longest names that are compared for likeness.
const LONGEST: usize = 40;

/// How many letters differ; two that changed places count once. Far, if one of them is too long to be compared.
pub(super) const fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut rows = [[0_usize; LONGEST + 1]; LONGEST + 1];
    let mut i = 0;
    while i <= a.len() {
        let mut j = 0;
        while j <= b.len() {
            rows[i][j] = if i == 0 {
                j
            } else if j == 0 {
                i
            } else {
                let changed = !a[i - 1].eq_ignore_ascii_case(&b[j - 1]);
                let mut best = rows[i - 1][j - 1] + changed as usize;
                best = least(best, rows[i - 1][j] + 1);
                best = least(best, rows[i][j - 1] + 1);
                if i > 1
                    && j > 1
                    && a[i - 1].eq_ignore_ascii_case(&b[j - 2])
                    && a[i - 2].eq_ignore_ascii_case(&b[j - 1])
                {
                    best = least(best, rows[i - 2][j - 2] + 1);
                }
                best
            };
            j += 1;
        }
        i += 1;
    }
    rows[a.len()][b.len()]
}

/// Whether a distance is that of a slip of the finger; the same measure as everywhere.
pub(super) const fn is_near(distance: usize, a: &str, b: &str) -> bool {
    let longer = if a.len() > b.len() { a.len() } else { b.len() };
    let allowed = match longer / 3 {
        0 => 1,
        third if third > 3 => 3,
        third => third,
    };
    distance <= allowed
}

const fn least(a: usize, b: usize) -> usize {
    if a < b { a } else { b }
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

/// What is written. Longer texts are cut: rustc shows no more of them either.
pub(super) struct Buffer {
    bytes: [u8; Self::SIZE],
    length: usize,
}

impl Buffer {
    const SIZE: usize = 16 * 1024;

    pub(super) const fn new() -> Self {
        Self { bytes: [0; Self::SIZE], length: 0 }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(super) const fn text(&self) -> &str {
        let (written, _) = self.bytes.split_at(self.length);
        match std::str::from_utf8(written) {
            Ok(text) => text,
            // Only whole characters are written.
            Err(_) => "the settings are wrong",
        }
    }

    pub(super) const fn say(&mut self, text: &str) {
        let text = text.as_bytes();
        if self.length + text.len() > Self::SIZE {
            return;
        }
        let mut at = 0;
        while at < text.len() {
            self.bytes[self.length] = text[at];
            self.length += 1;
            at += 1;
        }
    }

    /// Several texts one after the other.
    pub(super) const fn says(&mut self, texts: &[&str]) {
        let mut at = 0;
        while at < texts.len() {
            self.say(texts[at]);
            at += 1;
        }
    }

    /// One letter several times.
    pub(super) const fn repeat(&mut self, letter: &str, times: usize) {
        let mut count = 0;
        while count < times {
            self.say(letter);
            count += 1;
        }
    }

    pub(super) const fn number(&mut self, number: u32) {
        if number >= 10 {
            self.number(number / 10);
        }
        self.say(DIGITS[(number % 10) as usize]);
    }

    /// A text in the letters of the names of variables.
    pub(super) const fn shout(&mut self, text: &str) {
        let text = text.as_bytes();
        let mut at = 0;
        while at < text.len() {
            let letter = if text[at].is_ascii_alphanumeric() { text[at].to_ascii_uppercase() } else { b'_' };
            if self.length < Self::SIZE {
                self.bytes[self.length] = letter;
                self.length += 1;
            }
            at += 1;
        }
    }
}

/// Whether one of `parts` stands in a text.
pub(super) const fn holds_any(text: &str, parts: &[&str]) -> bool {
    let mut at = 0;
    while at < parts.len() {
        if contains(text.as_bytes(), parts[at].as_bytes()) {
            return true;
        }
        at += 1;
    }
    false
}

const fn contains(text: &[u8], part: &[u8]) -> bool {
    let mut from = 0;
    while from + part.len() <= text.len() {
        let mut at = 0;
        while at < part.len() && text[from + at].eq_ignore_ascii_case(&part[at]) {
            at += 1;
        }
        if at == part.len() {
            return true;
        }
        from += 1;
    }
    false
}
