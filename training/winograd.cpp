// SPDX-License-Identifier: Apache-2.0
// 3x3 convolutions of stride 1 and padding 1 by Winograd's F(4x4, 3x3), forwards and backwards, in f32: a quarter of the
// multiplications. Matrices of Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (2015), section 4.3.
// Pictures are NHWC; both channel counts are multiples of 16. Transformed weights are packed [36][out / 16][in][16].
#include <algorithm>
#include <cstring>
#include <vector>

namespace {

typedef float Lane __attribute__((vector_size(32), aligned(4)));
constexpr int LANES = 8, PANEL = 16, POINTS = 36, TILES = 36, ROWS = 6;  // TILES go through together: what L2 holds

// From one point's matrix to the next: a little more than it takes, or all points would meet in one cache set.
inline size_t stride(int channels) { return size_t(TILES) * channels + PANEL; }

struct Shape {
    int pictures, height, width;
    int down() const { return (height + 3) / 4; }
    int across() const { return (width + 3) / 4; }
    int tiles() const { return pictures * down() * across(); }
};

struct Tile {
    int picture, top, left;
    Tile(const Shape& s, int number)
        : picture(number / (s.down() * s.across())), top(number / s.across() % s.down() * 4),
          left(number % s.across() * 4) {}
};

// Where a pixel lies, or `outside` (zeros) where the picture has none.
const float* pixel(const float* data, const Shape& s, int channels, int picture, int y, int x, const float* outside) {
    bool inside = y >= 0 && y < s.height && x >= 0 && x < s.width;
    return inside ? data + ((size_t(picture) * s.height + y) * s.width + x) * channels : outside;
}

inline Lane load(const float* p) { return *reinterpret_cast<const Lane*>(p); }
inline Lane keep(Lane v) {  // in a register: GCC would read it again for every use
    asm("" : "+x"(v));
    return v;
}
inline void store(float* p, Lane v) { *reinterpret_cast<Lane*>(p) = v; }

inline void input(const Lane* d, int step, Lane* r, int to) {
    Lane a = d[4 * step] - 4 * d[2 * step], b = d[3 * step] - 4 * d[step];
    Lane c = d[4 * step] - d[2 * step], e = 2 * (d[3 * step] - d[step]);
    r[0] = 4 * d[0] - 5 * d[2 * step] + d[4 * step];
    r[to] = a + b;
    r[2 * to] = a - b;
    r[3 * to] = c + e;
    r[4 * to] = c - e;
    r[5 * to] = 4 * d[step] - 5 * d[3 * step] + d[5 * step];
}

inline void output(const Lane* m, int step, Lane* y, int to) {
    Lane a = m[step] + m[2 * step], b = m[step] - m[2 * step];
    Lane c = m[3 * step] + m[4 * step], e = m[3 * step] - m[4 * step];
    y[0] = m[0] + a + c;
    y[to] = b + 2 * e;
    y[2 * to] = a + 4 * c;
    y[3 * to] = b + 8 * e + m[5 * step];
}

inline void adjoint(const Lane* d, int step, Lane* m, int to) {  // of output()
    Lane even = d[0] + d[2 * step], odd = d[step] + d[3 * step];
    Lane wide = d[0] + 4 * d[2 * step], far = 2 * d[step] + 8 * d[3 * step];
    m[0] = d[0];
    m[to] = even + odd;
    m[2 * to] = even - odd;
    m[3 * to] = wide + far;
    m[4 * to] = wide - far;
    m[5 * to] = d[3 * step];
}

// SIDE x SIDE pixels of a tile, `offset` from its corner, to 6x6 points: to[point][tile][channel].
template <int SIDE, void (*FORM)(const Lane*, int, Lane*, int)>
void transform(const float* data, const Shape& s, int channels, int first, int offset, const float* zeros, float* to) {
    for (int t = 0; t < TILES; t++) {
        const float* from[SIDE * SIDE];
        Tile tile(s, first + t);
        for (int i = 0; i < SIDE * SIDE; i++)
            from[i] = first + t >= s.tiles() ? zeros
                : pixel(data, s, channels, tile.picture, tile.top + offset + i / SIDE, tile.left + offset + i % SIDE, zeros);
        for (int c = 0; c < channels; c += LANES) {
            Lane d[SIDE * SIDE], half[6 * SIDE], v[POINTS];
            for (int i = 0; i < SIDE * SIDE; i++) d[i] = load(from[i] + c);
            for (int x = 0; x < SIDE; x++) FORM(d + x, SIDE, half + x, SIDE);
            for (int y = 0; y < 6; y++) FORM(half + y * SIDE, 1, v + y * 6, 1);
            for (int k = 0; k < POINTS; k++) store(to + k * stride(channels) + size_t(t) * channels + c, v[k]);
        }
    }
}

// m[TILES][out] = v[TILES][in] * u, for one point.
void multiply(const float* v, const float* u, float* m, int in, int out) {
    for (int panel = 0; panel < out / PANEL; panel++, u += size_t(in) * PANEL)
        for (int t = 0; t < TILES; t += ROWS) {
            Lane sum[ROWS][2] = {};
            const float* row = v + size_t(t) * in;
            for (int i = 0; i < in; i++) {
                Lane low = keep(load(u + i * PANEL)), high = keep(load(u + i * PANEL + LANES));
#pragma GCC unroll 6
                for (int r = 0; r < ROWS; r++) {
                    float a = row[r * in + i];
                    sum[r][0] += a * low;
                    sum[r][1] += a * high;
                }
            }
            for (int r = 0; r < ROWS; r++) {
                store(m + size_t(t + r) * out + panel * PANEL, sum[r][0]);
                store(m + size_t(t + r) * out + panel * PANEL + LANES, sum[r][1]);
            }
        }
}

// COUNT rows of u, from row i on.
template <int COUNT>
void accumulate_rows(const float* v, const float* m, float* u, int i, int in, int out) {
    for (int o = 0; o < out; o += PANEL) {
        Lane sum[COUNT][2];
        for (int r = 0; r < COUNT; r++) {
            sum[r][0] = load(u + size_t(i + r) * out + o);
            sum[r][1] = load(u + size_t(i + r) * out + o + LANES);
        }
        for (int t = 0; t < TILES; t++) {
            Lane low = keep(load(m + size_t(t) * out + o)), high = keep(load(m + size_t(t) * out + o + LANES));
#pragma GCC unroll 6
            for (int r = 0; r < COUNT; r++) {
                float a = v[size_t(t) * in + i + r];
                sum[r][0] += a * low;
                sum[r][1] += a * high;
            }
        }
        for (int r = 0; r < COUNT; r++) {
            store(u + size_t(i + r) * out + o, sum[r][0]);
            store(u + size_t(i + r) * out + o + LANES, sum[r][1]);
        }
    }
}

// u[in][out] += transposed v[TILES][in] * m[TILES][out], for one point.
void accumulate(const float* v, const float* m, float* u, int in, int out) {
    int i = 0;
    for (; i + ROWS <= in; i += ROWS) accumulate_rows<ROWS>(v, m, u, i, in, out);
    for (; i < in; i += 2) accumulate_rows<2>(v, m, u, i, in, out);
}

struct Finish {
    const float *bias, *residual, *gate;
    bool relu;
};

void write(const float* m, const Shape& s, int out, int first, const Finish& f, float* y) {
    Lane zero = {};
    for (int t = 0; t < TILES && first + t < s.tiles(); t++) {
        Tile tile(s, first + t);
        for (int c = 0; c < out; c += LANES) {
            Lane v[POINTS], half[24], d[16];
            for (int k = 0; k < POINTS; k++) v[k] = load(m + k * stride(out) + size_t(t) * out + c);
            for (int x = 0; x < 6; x++) output(v + x, 6, half + x, 6);
            for (int r = 0; r < 4; r++) output(half + r * 6, 1, d + r * 4, 1);
            Lane bias = f.bias ? load(f.bias + c) : zero;
            for (int i = 0; i < 16; i++) {
                if (tile.top + i / 4 >= s.height || tile.left + i % 4 >= s.width) continue;
                size_t at = ((size_t(tile.picture) * s.height + tile.top + i / 4) * s.width + tile.left + i % 4) * out + c;
                Lane value = d[i] + bias;
                if (f.residual) value += load(f.residual + at);
                if (f.relu) value = value > zero ? value : zero;
                if (f.gate) value = load(f.gate + at) > zero ? value : zero;
                store(y + at, value);
            }
        }
    }
}

const float G[6][3] = {{.25f, 0, 0}, {-1 / 6.f, -1 / 6.f, -1 / 6.f}, {-1 / 6.f, 1 / 6.f, -1 / 6.f},
                       {1 / 24.f, 1 / 12.f, 1 / 6.f}, {1 / 24.f, -1 / 12.f, 1 / 6.f}, {0, 0, 1}};

}  // namespace

extern "C" {

// w[out][in][3][3] to u; with `turned` to the weights that carry a gradient back: in and out change places.
void winograd_weights(const float* w, float* u, int in, int out, bool turned) {
    int rows = turned ? out : in, columns = turned ? in : out;
#pragma omp parallel for
    for (int r = 0; r < rows; r++)
        for (int c = 0; c < columns; c++) {
            const float* g = w + (size_t(turned ? r : c) * in + (turned ? c : r)) * 9;
            float half[18];
            for (int k = 0; k < 6; k++)
                for (int x = 0; x < 3; x++) {
                    half[k * 3 + x] = 0;
                    for (int y = 0; y < 3; y++) half[k * 3 + x] += G[k][y] * g[turned ? 8 - y * 3 - x : y * 3 + x];
                }
            for (int k = 0; k < POINTS; k++) {
                float sum = 0;
                for (int x = 0; x < 3; x++) sum += half[k / 6 * 3 + x] * G[k % 6][x];
                u[((size_t(k) * (columns / PANEL) + c / PANEL) * rows + r) * PANEL + c % PANEL] = sum;
            }
        }
}

// y = convolution of x, plus bias and residual, through ReLU, and zero where gate is not positive; each may be missing.
void winograd_convolve(const float* x, const float* u, const float* bias, const float* residual, const float* gate,
                       bool relu, float* y, int pictures, int height, int width, int in, int out) {
    Shape s{pictures, height, width};
#pragma omp parallel
    {
        std::vector<float> v(POINTS * stride(in)), m(POINTS * stride(out)), zeros(in);
#pragma omp for schedule(dynamic, 1)
        for (int first = 0; first < s.tiles(); first += TILES) {
            transform<6, input>(x, s, in, first, -1, zeros.data(), v.data());
            for (int k = 0; k < POINTS; k++)
                multiply(&v[k * stride(in)], u + size_t(k) * in * out, &m[k * stride(out)], in, out);
            write(m.data(), s, out, first, Finish{bias, residual, gate, relu}, y);
        }
    }
}

// dw[out][in][3][3] and db[out], from x and the gradient dy of the convolution's output.
void winograd_gradient(const float* x, const float* dy, float* dw, float* db, int pictures, int height, int width,
                       int in, int out) {
    Shape s{pictures, height, width};
    std::vector<float> total(size_t(POINTS) * in * out);
    std::fill(db, db + out, 0.f);
#pragma omp parallel
    {
        std::vector<float> v(POINTS * stride(in)), m(POINTS * stride(out)), zeros(std::max(in, out));
        std::vector<float> u(total.size()), b(out);
#pragma omp for schedule(dynamic, 1)
        for (int first = 0; first < s.tiles(); first += TILES) {
            transform<6, input>(x, s, in, first, -1, zeros.data(), v.data());
            transform<4, adjoint>(dy, s, out, first, 0, zeros.data(), m.data());
            for (int k = 0; k < POINTS; k++)
                accumulate(&v[k * stride(in)], &m[k * stride(out)], &u[size_t(k) * in * out], in, out);
            for (int t = 0; t < TILES; t++)  // point 7 is the sum of a tile's pixels
                for (int o = 0; o < out; o++) b[o] += m[7 * stride(out) + size_t(t) * out + o];
        }
#pragma omp critical
        {
            for (size_t i = 0; i < u.size(); i++) total[i] += u[i];
            for (int o = 0; o < out; o++) db[o] += b[o];
        }
    }
#pragma omp parallel for
    for (int o = 0; o < out; o++)
        for (int i = 0; i < in; i++) {
            float half[18] = {};
            for (int k = 0; k < POINTS; k++)
                for (int y = 0; y < 3; y++) half[y * 6 + k % 6] += G[k / 6][y] * total[(size_t(k) * in + i) * out + o];
            for (int n = 0; n < 9; n++) {
                float sum = 0;
                for (int k = 0; k < 6; k++) sum += half[n / 3 * 6 + k] * G[k][n % 3];
                dw[(size_t(o) * in + i) * 9 + n] = sum;
            }
        }
}
}
