%%script bash
true
