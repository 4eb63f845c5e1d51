package io.quorate.recipes;

import io.quorate.client.ZnodePath;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * A member of a group, and who else is in it. Shares its znodes with Curator's {@code GroupMember}. A member is in the group as long as
 * it has a session; it comes back in the next one. Any thread may call any method.
 */
public final class GroupMembership implements AutoCloseable {
    private final PersistentNode self;
    private final ZnodeCache group;

    /**
     * @param path of the group
     * @param id of this member, unique in the group
     * @param data what it tells the others about itself
     */
    public GroupMembership(Sessions sessions, String path, String id, byte[] data) {
        self = new PersistentNode(sessions, ZnodePath.child(path, id), data);
        group = ZnodeCache.ofChildren(sessions, path);
    }

    /** Joins the group. */
    public GroupMembership start() {
        self.start();
        group.start();
        return this;
    }

    /** Completes when this one is a member and knows the others. */
    public CompletableFuture<Void> ready() {
        return CompletableFuture.allOf(self.created(), group.ready());
    }

    /** Ids and data of the members, as last heard of. */
    public Map<String, byte[]> members() {
        Map<String, byte[]> members = new TreeMap<>();
        group.children().forEach(each -> members.put(each.name(), each.data() == null ? new byte[0] : each.data()));
        return members;
    }

    /** To be told who comes and goes; before {@link #start}. The group's own znode is among what is told. */
    public GroupMembership addListener(CacheListener listener) {
        group.addListener(listener);
        return this;
    }

    /** Changes what the others are told about this one. */
    public CompletableFuture<Void> setData(byte[] data) {
        return self.setData(data);
    }

    /** Leaves the group. */
    @Override
    public void close() {
        self.close();
        group.close();
    }
}
