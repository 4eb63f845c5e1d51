/** Encryption: clients, servers and operators with certificates, without, and with the wrong ones, against both products. */
package io.quorate.tests.tls;
