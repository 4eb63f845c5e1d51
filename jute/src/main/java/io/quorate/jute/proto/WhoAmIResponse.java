package io.quorate.jute.proto;

import io.quorate.jute.JuteReader;
import io.quorate.jute.JuteWriter;
import java.util.List;

/** The ids of the connection (whoAmI). */
public record WhoAmIResponse(List<ClientInfo> clientInfo) implements Response {
    public static WhoAmIResponse read(JuteReader in) {
        return new WhoAmIResponse(in.readVector("whoAmIResponse.clientInfo", ClientInfo::read));
    }

    @Override
    public void write(JuteWriter out) {
        out.writeVector(clientInfo);
    }
}
