package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;

/**
 * Changes the ensemble (reconfig; spec: client-protocol §5.5).
 *
 * @param joiningServers server lines separated by commas, may be null
 * @param leavingServers server ids separated by commas, may be null
 * @param newMembers the whole new configuration instead, may be null
 * @param curConfigId the version the configuration must have, -1 for any
 */
public record ReconfigRequest(String joiningServers, String leavingServers, String newMembers, long curConfigId)
        implements Request {
    public static ReconfigRequest read(JuteReader in) {
        return new ReconfigRequest(
                in.readString("reconfigRequest.joiningServers"),
                in.readString("reconfigRequest.leavingServers"),
                in.readString("reconfigRequest.newMembers"),
                in.readLong("reconfigRequest.curConfigId"));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeString(joiningServers);
        out.writeString(leavingServers);
        out.writeString(newMembers);
        out.writeLong(curConfigId);
    }
}
