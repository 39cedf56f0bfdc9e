// What counts as a definition and as an import in each grammar: types of tree-sitter's nodes.
// `definitions` are listed, `containers` are looked into, `imports` name other files. A definition may be a container.

const CLASS_LIKE = ['class_declaration', 'interface_declaration', 'enum_declaration'];
const MEMBERS = ['method_definition', 'method_signature', 'abstract_method_signature', 'public_field_definition'];

const SCRIPT = {
  definitions: [
    ...CLASS_LIKE,
    ...MEMBERS,
    'abstract_class_declaration',
    'function_declaration',
    'generator_function_declaration',
    'function_signature',
    'type_alias_declaration',
    'variable_declarator',
    'assignment_expression',
    'internal_module',
    'module',
  ],
  containers: [
    ...CLASS_LIKE,
    'abstract_class_declaration',
    'class_body',
    'interface_body',
    'export_statement',
    'ambient_declaration',
    'internal_module',
    'module',
    'statement_block',
    'lexical_declaration',
    'variable_declaration',
    'expression_statement',
  ],
  imports: ['import_statement', 'export_statement', 'call_expression'],
};

const C = {
  definitions: [
    'function_definition',
    'declaration',
    'class_specifier',
    'struct_specifier',
    'enum_specifier',
    'type_definition',
    'alias_declaration',
    'preproc_function_def',
  ],
  containers: [
    'preproc_ifdef',
    'preproc_if',
    'preproc_else',
    'linkage_specification',
    'declaration_list',
    'namespace_definition',
    'template_declaration',
  ],
  imports: ['preproc_include'],
};

export const GRAMMARS = {
  javascript: SCRIPT,
  typescript: SCRIPT,
  tsx: SCRIPT,
  python: {
    definitions: ['class_definition', 'function_definition'],
    containers: ['class_definition', 'decorated_definition', 'block', 'if_statement', 'try_statement'],
    imports: ['import_statement', 'import_from_statement'],
  },
  go: {
    definitions: ['function_declaration', 'method_declaration', 'type_spec'],
    containers: ['type_declaration', 'import_declaration', 'import_spec_list'],
    imports: ['import_spec'],
  },
  rust: {
    definitions: [
      'function_item',
      'function_signature_item',
      'struct_item',
      'enum_item',
      'trait_item',
      'type_item',
      'impl_item',
      'macro_definition',
    ],
    containers: ['trait_item', 'impl_item', 'declaration_list', 'mod_item'],
    imports: ['use_declaration', 'mod_item'],
  },
  java: {
    definitions: [...CLASS_LIKE, 'record_declaration', 'method_declaration', 'constructor_declaration'],
    containers: [
      ...CLASS_LIKE,
      'record_declaration',
      'class_body',
      'interface_body',
      'enum_body',
      'enum_body_declarations',
    ],
    imports: ['import_declaration'],
  },
  ruby: {
    definitions: ['class', 'module', 'method', 'singleton_method'],
    containers: ['class', 'module', 'body_statement', 'singleton_class'],
    imports: ['call'],
  },
  'c-sharp': {
    definitions: [
      ...CLASS_LIKE,
      'struct_declaration',
      'record_declaration',
      'method_declaration',
      'constructor_declaration',
      'property_declaration',
      'delegate_declaration',
    ],
    containers: [
      ...CLASS_LIKE,
      'struct_declaration',
      'record_declaration',
      'namespace_declaration',
      'file_scoped_namespace_declaration',
      'declaration_list',
    ],
    imports: ['using_directive'],
  },
  cpp: C,
  php: {
    definitions: [...CLASS_LIKE, 'trait_declaration', 'function_definition', 'method_declaration'],
    containers: [...CLASS_LIKE, 'trait_declaration', 'namespace_definition', 'compound_statement', 'declaration_list'],
    imports: ['namespace_use_declaration'],
  },
  bash: { definitions: ['function_definition'], containers: [], imports: [] },
};
