"""人工认定: exceptions that persons recognise beside a computed verdict, with reason, document, approver and expiry."""
