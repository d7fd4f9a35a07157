"""Lists the terms of SHACL and the kinds of their values: https://www.w3.org/ns/shacl#."""

_CORE = """
NodeShape PropertyShape Shape Parameterizable PropertyGroup ConstraintComponent Parameter Severity NodeKind
ValidationReport ValidationResult AbstractResult ResultAnnotation Validator SPARQLConstraint SPARQLExecutable
SPARQLAskExecutable SPARQLSelectExecutable SPARQLConstructExecutable SPARQLUpdateExecutable SPARQLAskValidator
SPARQLSelectValidator PrefixDeclaration Violation Warning Info IRI BlankNode Literal BlankNodeOrIRI
BlankNodeOrLiteral IRIOrLiteral targetClass targetNode targetObjectsOf targetSubjectsOf target deactivated
severity message property path alternativePath inversePath oneOrMorePath zeroOrMorePath zeroOrOnePath and class
closed ignoredProperties datatype disjoint equals flags hasValue in languageIn lessThan lessThanOrEquals
maxCount maxExclusive maxInclusive maxLength minCount minExclusive minInclusive minLength node nodeKind not or
pattern qualifiedMaxCount qualifiedMinCount qualifiedValueShape qualifiedValueShapesDisjoint uniqueLang xone
defaultValue description group name order conforms result shapesGraphWellFormed detail focusNode resultMessage
resultPath resultSeverity sourceConstraint sourceConstraintComponent sourceShape value resultAnnotation
annotationProperty annotationValue annotationVarName parameter optional labelTemplate nodeValidator
propertyValidator validator sparql select ask construct update prefixes prefix namespace declare shapesGraph
suggestedShapesGraph entailment this currentShape
"""
_ADVANCED = """
Function SPARQLFunction JSFunction returnType Rule SPARQLRule TripleRule JSRule rule condition subject predicate
object expression ExpressionConstraintComponent Target TargetType SPARQLTarget SPARQLTargetType JSTarget
JSTargetType filterShape nodes intersection union values count distinct exists if then else limit offset orderBy
desc sum min max groupConcat separator js JSConstraint JSExecutable JSLibrary JSValidator jsFunctionName
jsLibrary jsLibraryURL
"""
_COMPONENTS = """
And Class Closed Datatype Disjoint Equals HasValue In JS LanguageIn LessThan LessThanOrEquals MaxCount
MaxExclusive MaxInclusive MaxLength MinCount MinExclusive MinInclusive MinLength Node NodeKind Not Or Pattern
Property QualifiedMaxCount QualifiedMinCount SPARQL UniqueLang Xone
"""

#: Local names of all terms, those of Advanced Features included.
TERMS = {*_CORE.split(), *_ADVANCED.split(), *(f"{name}ConstraintComponent" for name in _COMPONENTS.split())}
#: What kind of value a term takes: integer, boolean, string, literal, iri, node or list.
KINDS = {
    **dict.fromkeys(("minCount", "maxCount", "minLength", "maxLength"), "integer"),
    **dict.fromkeys(("qualifiedMinCount", "qualifiedMaxCount"), "integer"),
    **dict.fromkeys(("uniqueLang", "closed", "deactivated", "qualifiedValueShapesDisjoint", "optional"), "boolean"),
    **dict.fromkeys(("message", "pattern", "flags", "select", "ask", "prefix", "name", "description"), "string"),
    **dict.fromkeys(("minExclusive", "minInclusive", "maxExclusive", "maxInclusive"), "literal"),
    **dict.fromkeys(("datatype", "nodeKind", "equals", "disjoint", "lessThan", "lessThanOrEquals"), "iri"),
    **dict.fromkeys(("severity", "targetClass", "targetSubjectsOf", "targetObjectsOf"), "iri"),
    **dict.fromkeys(("node", "not", "property", "qualifiedValueShape", "path"), "node"),
    **dict.fromkeys(("and", "or", "xone", "in", "languageIn", "ignoredProperties"), "list"),
}
