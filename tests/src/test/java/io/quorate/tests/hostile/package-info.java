/**
 * Clients that mean no good or know no better: whatever they send, only their own connection suffers.
 *
 * <p>Starting point: {@code Bystander}, the ordinary client that must notice nothing.
 */
package io.quorate.tests.hostile;
