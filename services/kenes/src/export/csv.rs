//! CSV: a folder with a file a list.

use std::{
    fs::{self, File},
    io::{self, BufWriter, Write},
    path::Path,
};

use common::sheet::{Cell, csv, flat::columns};

use super::{
    lists::List,
    pages::{Pages, Trouble},
};

/// Writes all lists.
pub(super) fn write(pages: &Pages<'_>, lists: &[List], folder: &Path) -> Result<(), Trouble> {
    fs::create_dir(folder)?;
    for list in lists {
        let file = File::create(folder.join(format!("{}.csv", list.name)))?;
        let mut to = BufWriter::new(file);
        write!(to, "{}", csv::MARK)?;
        let columns = columns(&list.message);
        let header = columns.iter().map(|column| Cell::Text(column.name.clone()));
        csv::row(&mut to, header)?;
        pages.each(list, |record| {
            Ok(csv::row(
                &mut to,
                columns.iter().map(|column| column.cell(&record.message)),
            )?)
        })?;
        to.into_inner()
            .map_err(io::IntoInnerError::into_error)?
            .sync_all()?;
    }
    Ok(())
}
