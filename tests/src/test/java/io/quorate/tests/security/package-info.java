/** Who may do what: SASL, Kerberos, the audit log, and the holes that others had, against whole servers. */
package io.quorate.tests.security;
