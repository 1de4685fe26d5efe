//! Which file imports which: the paths of [`Source`] followed through modules and re-exports to the file that they end in.
//!
//! Owns the resolution of names and the search for circles. What is allowed is the table of `layers`.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Path, Source};

/// The files of `services/`, without their tests, and what they import of each other.
#[derive(Debug)]
pub(super) struct Imports {
    /// A module (`["common", "record", "log"]`) and its file.
    modules: BTreeMap<Path, String>,
    /// A file and what it says.
    pub(super) sources: BTreeMap<String, Source>,
}

/// How often a name may stand for another name.
const MOST_ALIASES: usize = 16;

// === impl Imports

impl Imports {
    /// Of these files, by their paths from the root of the repository.
    pub(super) fn of(mut sources: BTreeMap<String, Source>) -> Self {
        let mut modules: BTreeMap<Path, String> = sources
            .keys()
            .map(|file| (module(file), file.clone()))
            .collect();
        let tests: Vec<Path> = sources
            .iter()
            .flat_map(|(file, source)| {
                let child = |name: &String| [module(file), vec![name.clone()]].concat();
                source.test_modules.iter().map(child)
            })
            .collect();
        modules.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
        sources.retain(|file, _| modules.contains_key(&module(file)));
        let mut imports = Self { modules, sources };
        imports.export_macros();
        imports
    }

    /// A macro has its path at the root of its crate, wherever it is written.
    fn export_macros(&mut self) {
        let mut exports = Vec::new();
        for (file, source) in &self.sources {
            let module = module(file);
            let Some(root) = self.modules.get(&module[..1]) else {
                continue;
            };
            for name in &source.macros {
                let path = [
                    &["crate".to_owned()],
                    &module[1..],
                    std::slice::from_ref(name),
                ]
                .concat();
                exports.push((root.clone(), (name.clone(), path)));
            }
        }
        for (root, export) in exports {
            self.sources.entry(root).or_default().uses.push(export);
        }
    }

    /// Returns every import: the file that imports, and the file of which it imports something.
    pub(super) fn all(&self) -> BTreeSet<(String, String)> {
        let mut all = BTreeSet::new();
        for (file, source) in &self.sources {
            let here = module(file);
            let paths = source.uses.iter().map(|(_, path)| path);
            for path in paths.chain(&source.paths) {
                if let Some(other) = self.find(&here, path, MOST_ALIASES)
                    && other != file
                {
                    all.insert((file.clone(), other.clone()));
                }
            }
        }
        all
    }

    /// Returns the circles: files of which each imports every other, directly or through others of them. A parent and the modules
    /// under it may; then these must be without circles among themselves.
    pub(super) fn circles(&self) -> Vec<Vec<String>> {
        let mut below: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (file, other) in self.all() {
            below.entry(file).or_default().insert(other);
        }
        circles(&self.sources.keys().cloned().collect(), &below)
    }

    /// Returns the file that a path in a module leads to, if that is one of ours.
    fn find(&self, here: &Path, path: &[String], aliases: usize) -> Option<&String> {
        let (first, rest) = path.split_first()?;
        match first.as_str() {
            "crate" => self.walk(&here[..1], rest, aliases),
            "self" => self.walk(here, rest, aliases),
            "super" => self.walk(&here[..here.len() - 1], rest, aliases),
            "" => self.walk(rest.get(..1)?, &rest[1..], aliases),
            _ if self.leads_on(here, first) => self.walk(here, path, aliases),
            _ => self.walk(&path[..1], rest, aliases),
        }
    }

    /// Whether a module has a module or an imported name that is called so.
    fn leads_on(&self, here: &[String], name: &str) -> bool {
        let child = [here, &[name.to_owned()]].concat();
        self.modules.contains_key(&child) || self.alias(here, name).is_some()
    }

    /// Returns the file in which a path from a module on ends.
    fn walk(&self, from: &[String], path: &[String], aliases: usize) -> Option<&String> {
        let mut here = from.to_vec();
        for (index, name) in path.iter().enumerate() {
            if name == "super" {
                here.pop();
                continue;
            }
            let child = [here.as_slice(), std::slice::from_ref(name)].concat();
            if self.modules.contains_key(&child) {
                here = child;
                continue;
            }
            let Some(alias) = self.alias(&here, name).filter(|_| aliases > 0) else {
                break;
            };
            let path = [alias, &path[index + 1..]].concat();
            return self
                .find(&here, &path, aliases - 1)
                .or_else(|| self.modules.get(&here));
        }
        self.modules.get(&here)
    }

    /// Returns what an imported name stands for.
    fn alias(&self, here: &[String], name: &str) -> Option<&Path> {
        let source = self.sources.get(self.modules.get(here)?)?;
        let (_, path) = source.uses.iter().find(|(known, _)| known == name)?;
        Some(path)
    }
}

/// Returns the circles among some files.
fn circles(
    files: &BTreeSet<String>,
    imports: &BTreeMap<String, BTreeSet<String>>,
) -> Vec<Vec<String>> {
    let reached: BTreeMap<&String, BTreeSet<String>> = files
        .iter()
        .map(|file| (file, reached(file, files, imports)))
        .collect();
    let mut left = files.clone();
    let mut found = Vec::new();
    while let Some(file) = left.pop_first() {
        let returns = |other: &&String| reached[other].contains(&file);
        let mut circle: BTreeSet<String> = reached[&file].iter().filter(returns).cloned().collect();
        left.retain(|file| !circle.contains(file));
        let parent = circle.iter().find(|parent| {
            let parent = module(parent);
            circle.iter().all(|file| module(file).starts_with(&parent))
        });
        match parent.cloned() {
            Some(parent) => {
                circle.remove(&parent);
                found.extend(circles(&circle, imports));
            }
            None if circle.is_empty() => {}
            None => found.push(circle.into_iter().collect()),
        }
    }
    found
}

/// Returns which of these files are imported by one of them, directly or through others.
fn reached(
    file: &str,
    files: &BTreeSet<String>,
    imports: &BTreeMap<String, BTreeSet<String>>,
) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut next = vec![file.to_owned()];
    while let Some(file) = next.pop() {
        for other in imports.get(&file).into_iter().flatten() {
            if files.contains(other) && reached.insert(other.clone()) {
                next.push(other.clone());
            }
        }
    }
    reached
}

/// Returns the module that a file holds.
pub(super) fn module(file: &str) -> Path {
    let file = file.trim_start_matches("services/").trim_end_matches(".rs");
    let names = file.split('/').filter(|name| *name != "src");
    let mut module: Path = names.map(str::to_owned).collect();
    if matches!(module.last().map(String::as_str), Some("lib" | "mod")) {
        module.pop();
    }
    module
}
