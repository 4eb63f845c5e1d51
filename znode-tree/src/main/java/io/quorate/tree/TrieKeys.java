package io.quorate.tree;

import io.quorate.tree.HashTrie.Keys;

/** The hashes of one tree, all from its seed: of names, paths, sessions and ACLs. */
final class TrieKeys {
    final NameHash hash;
    final NameKeys names;
    final Keys<String, String> paths;
    final Keys<Long, Long> sessions;
    final Keys<AclList, AclList> acls;

    TrieKeys(long seed) {
        hash = new NameHash(seed);
        names = new NameKeys(hash);
        paths = new PathKeys(hash);
        sessions = new SessionKeys(hash);
        acls = new AclKeys(hash);
    }

    /** An element that is its own key. */
    private interface SelfKeys<K extends Comparable<? super K>> extends Keys<K, K> {
        @Override
        default K key(K element) {
            return element;
        }

        @Override
        default int compare(K key, K element) {
            return key.compareTo(element);
        }
    }

    private record PathKeys(NameHash hash) implements SelfKeys<String> {
        @Override
        public int hash(String path) {
            return hash.of(path);
        }
    }

    private record SessionKeys(NameHash hash) implements SelfKeys<Long> {
        @Override
        public int hash(Long session) {
            return hash.of(session.longValue());
        }
    }

    private record AclKeys(NameHash hash) implements SelfKeys<AclList> {
        @Override
        public int hash(AclList acl) {
            return hash.of((long) acl.hashCode());
        }
    }
}
