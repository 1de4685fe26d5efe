//! A list whose resources are read again where they are needed, by what they belong to: only where each lies is kept in memory.

use std::{collections::HashMap, io, marker::PhantomData};

use prost::Message;

use super::{
    lists::List,
    pages::{Pages, Trouble},
    spool::Records,
};

/// The resources of a list by a key.
pub(super) struct Table<T> {
    records: Option<Records>,
    at: HashMap<String, Vec<u64>>,
    _of: PhantomData<T>,
}

impl<T: Message + Default> Table<T> {
    /// Goes through a list once, and notes where what has a key lies.
    pub(super) fn open(
        pages: &Pages<'_>,
        lists: &[List],
        name: &str,
        key: impl Fn(&T) -> String,
    ) -> Result<Self, Trouble> {
        let mut table = Self {
            records: None,
            at: HashMap::new(),
            _of: PhantomData,
        };
        let Some(list) = lists.iter().find(|list| list.name == name) else {
            return Ok(table);
        };
        pages.each(list, |record| {
            let found = T::decode(record.bytes.as_slice()).map_err(io::Error::other)?;
            table.at.entry(key(&found)).or_default().push(record.at);
            Ok(())
        })?;
        if let Some(source) = list.sources.first() {
            table.records = pages.open(list, source)?;
        }
        Ok(table)
    }

    /// Returns the resources of a key, in the order of their list.
    pub(super) fn of(&mut self, key: &str) -> Result<Vec<T>, Trouble> {
        let mut found = Vec::new();
        let (Some(records), Some(places)) = (&mut self.records, self.at.get(key)) else {
            return Ok(found);
        };
        for at in places {
            records.go_to(*at)?;
            if let Some(record) = records.read()? {
                found.push(T::decode(record.bytes.as_slice()).map_err(io::Error::other)?);
            }
        }
        Ok(found)
    }
}
