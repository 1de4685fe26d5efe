//! Fields of the contract by their paths.

use prost_reflect::{FieldDescriptor, MessageDescriptor, ReflectMessage};

/// The way to a field of a message: `target.version`.
#[derive(Clone, Debug)]
pub struct FieldPath(Vec<FieldDescriptor>);

impl FieldPath {
    /// The way to a field that the contract has. Panics if it has not.
    pub fn of<M: ReflectMessage + Default>(path: &str) -> Self {
        Self::find(&M::default().descriptor(), path).expect("a field of the contract")
    }

    /// The way to this field, if there is one.
    pub fn find(message: &MessageDescriptor, path: &str) -> Option<Self> {
        let mut way: Vec<FieldDescriptor> = Vec::new();
        for part in path.split('.') {
            let field = match way.last() {
                None => message.get_field_by_name(part)?,
                Some(parent) => parent.kind().as_message()?.get_field_by_name(part)?,
            };
            way.push(field);
        }
        Some(Self(way))
    }

    /// The field at its end.
    pub fn field(mut self) -> Option<FieldDescriptor> {
        self.0.pop()
    }

    /// The numbers of the fields on the way.
    pub fn numbers(&self) -> impl Iterator<Item = u32> {
        self.0.iter().map(FieldDescriptor::number)
    }
}

#[cfg(test)]
mod tests {
    use kenes_proto::consultation::Comment;

    use super::*;

    #[test]
    fn a_field_is_found_by_its_path_or_not_at_all() {
        let comment = Comment::default().descriptor();
        let field = |path| FieldPath::find(&comment, path)?.field();
        let name = |path| field(path).map(|field| field.full_name().to_owned());
        assert_eq!(
            name("name").as_deref(),
            Some("kenes.consultation.v1.Comment.name")
        );
        assert_eq!(
            name("target.wid").as_deref(),
            Some("kenes.type.v1.ProvisionRef.wid")
        );
        for none in ["", "none", "target.none", "name.none", "target."] {
            assert_eq!(name(none), None, "{none}");
        }
    }
}
