"""What students' notebooks may do to a grader: one folder a case; see docs/abuse.md."""
