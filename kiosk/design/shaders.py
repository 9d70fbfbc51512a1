"""Our fragment shaders: signed distances, so that every edge is smooth at every size."""

from __future__ import annotations

HEAD = """
#ifdef GL_ES
precision highp float;
#endif
varying vec4 frag_color;
varying vec2 tex_coord0;
uniform sampler2D texture0;
uniform vec2 wh;
float box(vec2 p, vec2 b, float r){ vec2 q = abs(p)-b+r; return length(max(q,0.0))+min(max(q.x,q.y),0.0)-r; }
float rnd(vec2 c){ return fract(sin(dot(c, vec2(12.9898,78.233)))*43758.5453); }
"""

# A rounded box with an optional border and soft shadow; `margin` is the room left round it for the shadow.
BOX = """
uniform float rad; uniform float margin; uniform float edge; uniform float shadow;
uniform vec4 low; uniform vec4 high; uniform vec4 border;
void main(void){
    vec2 uv = vec2(tex_coord0.x, 1.0-tex_coord0.y);
    vec2 p = (uv-0.5)*wh; vec2 half_size = wh*0.5-margin;
    float d = box(p, half_size, rad);
    float inside = smoothstep(0.7,-0.7,d);
    vec4 c = mix(low, high, clamp(p.y/(half_size.y*2.0)+0.5,0.0,1.0));
    float rim = border.a*smoothstep(0.8,-0.8,abs(d+edge*0.5)-edge*0.5);
    c = mix(c, vec4(border.rgb,1.0), rim);
    c.rgb += (rnd(gl_FragCoord.xy)-0.5)/200.0;
    float soft = margin*0.95;
    float ds = box(p+vec2(0.0,margin*0.26), half_size-soft*0.22, rad);
    float k = clamp(0.5-ds/(soft*1.3),0.0,1.0);
    float sh = shadow*k*k*(3.0-2.0*k);
    float a = inside*c.a + (1.0-inside*c.a)*sh;
    vec3 col = mix(vec3(0.25,0.15,0.06), c.rgb, clamp(inside*c.a/max(a,0.001),0.0,1.0));
    gl_FragColor = vec4(col, a);
}"""

# A gradient over the whole box with one glow; the backgrounds.
GLOW = """
uniform vec4 low; uniform vec4 high; uniform vec2 dir;
uniform vec4 glow; uniform vec2 at; uniform vec4 glow2; uniform vec2 at2;
void main(void){
    vec2 uv = vec2(tex_coord0.x, 1.0-tex_coord0.y);
    vec4 c = mix(low, high, clamp(dot(uv-0.5, dir)+0.5,0.0,1.0));
    vec2 g = (uv-at)*wh/max(wh.x,wh.y);
    c.rgb = mix(c.rgb, glow.rgb, glow.a*exp(-dot(g,g)*7.0));
    g = (uv-at2)*wh/max(wh.x,wh.y);
    c.rgb = mix(c.rgb, glow2.rgb, glow2.a*exp(-dot(g,g)*5.0));
    c.rgb += (rnd(gl_FragCoord.xy)-0.5)/110.0;
    gl_FragColor = vec4(c.rgb, 1.0);
}"""

# A paper ticket: coloured stub, notches, perforation, soft shadow.
TICKET = """
uniform float rad; uniform float margin; uniform float stub; uniform float notch; uniform float unit;
uniform vec4 low; uniform vec4 high; uniform vec4 body; uniform float faded; uniform vec4 rim;
void main(void){
    vec2 uv = vec2(tex_coord0.x, 1.0-tex_coord0.y);
    vec2 sz = wh-2.0*margin; vec2 p = (uv-0.5)*wh; float x = p.x+sz.x*0.5;
    float d = box(p, sz*0.5, rad);
    vec2 up = p-vec2(stub-sz.x*0.5, sz.y*0.5); vec2 dn = p-vec2(stub-sz.x*0.5, -sz.y*0.5);
    d = max(d, notch-length(up)); d = max(d, notch-length(dn));
    float m = smoothstep(0.7,-0.7,d);
    float t = clamp((p.y/sz.y+0.5)*0.7+(1.0-x/stub)*0.3,0.0,1.0);
    vec3 left = mix(low.rgb,high.rgb,t);
    float r = length(p-vec2(-sz.x*0.5, -sz.y*0.5));
    left += 0.055*smoothstep(0.75,1.0,sin(r*0.22/unit));
    left = mix(left, vec3(0.78,0.73,0.67), faded);
    vec3 c = mix(left, body.rgb, smoothstep(-0.6,0.6,x-stub));
    float yy = p.y+sz.y*0.5;
    float between = step(notch+3.0,yy)*step(notch+3.0,sz.y-yy);
    float dash = smoothstep(0.7,-0.7,abs(x-stub)-0.9*unit)*step(0.5,fract(yy/(11.0*unit)))*between;
    c = mix(c, vec3(0.82,0.76,0.69), dash);
    c = mix(c, rim.rgb, rim.a*smoothstep(1.4,0.0,abs(d+0.7))*max(step(stub,x),step(1.0,rim.a)));
    c += (rnd(gl_FragCoord.xy)-0.5)/200.0;
    float ds = box(p+vec2(0.0,margin*0.30), sz*0.5-margin*0.2, rad);
    float k = clamp(0.5-ds/(margin*1.2),0.0,1.0);
    float sh = 0.15*k*k*(3.0-2.0*k);
    float a = m+(1.0-m)*sh;
    gl_FragColor = vec4(mix(vec3(0.28,0.17,0.07),c,m/max(a,0.001)), a);
}"""

# The dark member card: waves of light from the corner, in the accent of the tier.
MEMBER = """
uniform float rad; uniform float margin; uniform float unit; uniform vec4 low; uniform vec4 high; uniform vec4 accent;
void main(void){
    vec2 uv0 = vec2(tex_coord0.x, 1.0-tex_coord0.y);
    vec2 sz = wh-2.0*margin; vec2 p = (uv0-0.5)*wh; vec2 uv = p/sz+0.5;
    float d = box(p, sz*0.5, rad); float m = smoothstep(0.8,-0.8,d);
    float g = clamp(uv.x*0.75+(1.0-uv.y)*0.55,0.0,1.0);
    vec3 c = mix(high.rgb, low.rgb, g);
    float r = length(p-sz*vec2(0.30,0.62));
    float w = sin(r*0.115/unit)*0.5+0.5; float band = smoothstep(0.90,1.0,w)*exp(-r/(sz.x*0.75));
    c += accent.rgb*band*0.20;
    c += accent.rgb*0.22*exp(-pow(length((p-sz*vec2(0.42,0.45))/sz.x),2.0)*9.0);
    float rim = smoothstep(1.6,0.0,abs(d+1.2)); c = mix(c, accent.rgb, rim*0.35);
    c += (rnd(gl_FragCoord.xy)-0.5)/110.0;
    float ds = box(p+vec2(0.0,margin*0.30), sz*0.5-margin*0.2, rad);
    float k = clamp(0.5-ds/(margin*1.2),0.0,1.0); float sh = 0.22*k*k*(3.0-2.0*k);
    float a = m+(1.0-m)*sh;
    gl_FragColor = vec4(mix(vec3(0.28,0.17,0.07),c,m/max(a,0.001)), a);
}"""

# Live: one streak of light over a rounded box.
SHEEN = """
uniform float rad; uniform float at; uniform float fade;
void main(void){
    vec2 uv = vec2(tex_coord0.x, 1.0-tex_coord0.y); vec2 p = (uv-0.5)*wh;
    float m = smoothstep(0.8,-0.8,box(p, wh*0.5, rad));
    float s = uv.x*0.8+uv.y*0.35;
    gl_FragColor = vec4(1.0,0.93,0.78, m*fade*0.34*exp(-pow((s-at)/0.075,2.0)));
}"""

# Live: a thick progress ring with a lit head.
RING = """
uniform float value; uniform float turn; uniform float thick; uniform float glow; uniform float fade;
uniform vec4 first; uniform vec4 last; uniform vec4 track;
vec2 at(float t, float R){ return R*vec2(sin(6.28318*t), cos(6.28318*t)); }
void main(void){
    vec2 p = (vec2(tex_coord0.x, 1.0-tex_coord0.y)-0.5)*wh; float R = min(wh.x,wh.y)*0.5-thick*0.5-glow;
    float dt = abs(length(p)-R)-thick*0.5;
    if (dt > glow+1.0) { gl_FragColor = vec4(0.0); return; }
    float a = atan(p.x,p.y)/6.28318; a = fract(a-turn+1.0);
    vec2 tail = at(turn,R); vec2 head = at(turn+value,R);
    float d = (a<=value) ? dt : min(length(p-tail), length(p-head))-thick*0.5;
    float t = clamp(a/max(value,0.001),0.0,1.0);
    if (a>value) t = (length(p-tail) < length(p-head)) ? 0.0 : 1.0;
    vec4 col = vec4(track.rgb, track.a*smoothstep(0.8,-0.8,dt));
    float on = step(0.0005,value);
    float k = smoothstep(0.8,-0.8,d)*on;
    vec4 f = mix(first,last,t); f.rgb += 0.10*smoothstep(thick*0.5,0.0,abs(length(p)-R+thick*0.18));
    float g = 0.32*smoothstep(glow,0.0,max(d,0.0))*(1.0-k)*on*step(0.5,glow);
    col = mix(col, vec4(f.rgb,1.0), k);
    col = vec4(mix(col.rgb, f.rgb, g*(1.0-col.a)), max(col.a, g));
    float e = length(p-head); float cap = smoothstep(thick*0.24+0.8, thick*0.24-0.8, e)*step(0.02,value);
    col = mix(col, vec4(1.0), cap);
    gl_FragColor = vec4(col.rgb, col.a*fade);
}"""
