/**
 * What a request does: {@link io.quorate.tree.request.PrepRequestProcessor} turns a write into a transaction and the tree
 * that it leads to, {@link io.quorate.tree.request.FinalRequestProcessor} answers reads from a tree and writes from their
 * outcome (spec: client-protocol §5-7).
 *
 * <p>Everything here is a function of its arguments. What a request may do is in {@link
 * io.quorate.tree.request.RequestRules}; each kind of write has a class with its checks in their order.
 */
package io.quorate.tree.request;
