"""Village exit and county exit (DOMAIN 3.4, 3.5): readiness, departments' certificates, guards, effects, pages."""
